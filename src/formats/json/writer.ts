import type { RecordBatch, Schema } from "apache-arrow";
import type { ByteSink } from "../../io/byte-source.ts";
import type { Writer } from "../format.ts";
import { valueText } from "./value-text.ts";

/** Characters gathered before they are encoded and written. */
const PIECE_LENGTH = 1 << 18;

/** Writes rows as JSON objects with the keys in the order of the schema, a line each. */
export function jsonWriter(sink: ByteSink, schema: Schema): Writer {
  const encoder = new TextEncoder();
  const keys = schema.fields.map(({ name }, c) => `${c === 0 ? "" : ","}${JSON.stringify(name)}:`);
  return {
    async write(batch: RecordBatch) {
      const columns = schema.fields.map((_, c) => valueText(batch.data.children[c]!));
      let piece = "";
      for (let i = 0; i < batch.numRows; i++) {
        piece += "{";
        for (let c = 0; c < columns.length; c++) piece += keys[c]! + columns[c]!(i);
        piece += "}\n";
        if (piece.length < PIECE_LENGTH) continue;
        await sink.write(encoder.encode(piece));
        piece = "";
      }
      await sink.write(encoder.encode(piece));
    },
    async writeRaw(batch: RecordBatch) {
      const rows = batch.data.children[0]!;
      const bytes = rows.values as Uint8Array;
      const offsets = rows.valueOffsets as Int32Array;
      for (let i = 0; i < batch.numRows; i++) {
        const line = new Uint8Array(offsets[i + 1]! - offsets[i]! + 1);
        line.set(bytes.subarray(offsets[i], offsets[i + 1]));
        line[line.length - 1] = 0x0a;
        await sink.write(line);
      }
    },
    close: async () => {},
  };
}
