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

/** Rows that random words do not make: empty, tiny, of other scripts, not UTF-8, repeating, long. */
export function edgeTexts(): TextColumn {
  const noise = randomU32(9);
  return textColumn([
    "",
    "a",
    " ",
    "héllo",
    "快速的棕色狐狸跳过了懒狗",
    "e\u0301 👍🏽 👩‍🔬 🇫🇷 \u200d\u3000\n",
    Uint8Array.of(0x80, 0xbf, 0x80),
    Uint8Array.of(0x80, 0xbf, 0x68, 0x65, 0x6c, 0x6c, 0x6f, 0xc3),
    new Uint8Array(777).map(() => noise() & 0xff),
    " ".repeat(5000),
    "abc ".repeat(2500),
    "",
    "x".repeat(70_001),
    benchText(100_003),
  ]);
}

function benchText(byteLength: number): Uint8Array {
  const { words } = benchTexts(byteLength, byteLength);
  return new Uint8Array(words.buffer, 0, byteLength);
}
