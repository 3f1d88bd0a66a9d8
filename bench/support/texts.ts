import type { TextColumn } from "../../src/core/text-column.ts";
import { textColumn } from "../../src/core/text-column.ts";
import { randomU32 } from "./kernel-bench.ts";

/** Words of falling frequency, in rows of `rowBytes`, `byteLength` in all. */
export function benchTexts(byteLength: number, rowBytes = 2048): TextColumn {
  const random = randomU32(7);
  const fraction = (): number => random() / 2 ** 32;
  const words = Array.from({ length: 5000 }, () =>
    Array.from({ length: 2 + (random() % 8) }, () =>
      String.fromCharCode(97 + Math.floor(fraction() ** 2 * 26)),
    ).join(""),
  );
  const rows = Array.from({ length: Math.ceil(byteLength / rowBytes) }, () => {
    let text = "";
    while (text.length < rowBytes) text += `${words[Math.floor(fraction() ** 3 * 5000)]} `;
    return text.slice(0, rowBytes);
  });
  return textColumn(rows);
}
