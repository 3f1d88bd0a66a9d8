import type { ByteSource } from "../../io/byte-source.ts";
import { isBlank, trimmedEnd } from "../lines.ts";
import type { JsonTypes } from "./infer.ts";
import type { LineScanner } from "./line-scanner.ts";
import { scannedLines } from "./scanned-lines.ts";

/**
 * Shows `types` a line of every shape in a source, up to the lines that start at `limit` or behind it.
 * Returns how many rows there are, where that was the whole source.
 */
export async function learnTypes(
  source: ByteSource,
  scanner: LineScanner,
  types: JsonTypes,
  limit: number,
): Promise<number | undefined> {
  let rows = 0;
  scanner.beginShapes();
  for await (const { scannable, bytes, start, end, origin } of scannedLines(source, scanner)) {
    if (!scannable) {
      const lineEnd = trimmedEnd(bytes, start, end);
      if (isBlank(bytes, start, lineEnd)) continue;
      if (origin >= limit) return undefined;
      types.observe(bytes, start, lineEnd);
      rows++;
      continue;
    }
    for (let at = start; at < end;) {
      const { outcome, lineStart, lineEnd, rowCount } = scanner.nextShape(at, end, limit - origin);
      rows += rowCount;
      if (outcome === "stopped") return undefined;
      at = lineStart;
      if (outcome === "line") {
        types.observe(bytes, lineStart, trimmedEnd(bytes, lineStart, lineEnd));
        rows++;
        at = lineEnd + 1;
      }
    }
  }
  return rows;
}
