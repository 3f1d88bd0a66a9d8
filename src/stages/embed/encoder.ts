import type { TextColumn } from "../../core/text-column.ts";
import { NULL_TEXT, textBytes } from "../../core/text-column.ts";
import type { MappedColumn } from "../stage.ts";

/** Turns texts into vectors. */
export interface Encoder extends AsyncDisposable {
  readonly dims: number;
  /** What its vectors depend on, for the manifest. */
  readonly notes: Readonly<Record<string, unknown>>;
  /** Texts of a batch, at most, where a text takes long. */
  readonly batchRows?: number;
  /** A vector for each text, whatever texts it comes with; what there is for a null is undefined. */
  encode(texts: TextColumn): Promise<MappedColumn>;
}

/** 0 where a text is null; undefined where none is. */
export function withText(texts: TextColumn): Uint8Array | undefined {
  const { rowCount, offsets } = texts;
  const bytes = textBytes(texts);
  let valid: Uint8Array | undefined;
  for (let row = 0; row < rowCount; row++) {
    const start = offsets[row]!;
    if (offsets[row + 1]! - start !== 1 || bytes[start] !== NULL_TEXT) continue;
    valid ??= new Uint8Array(rowCount).fill(1);
    valid[row] = 0;
  }
  return valid;
}
