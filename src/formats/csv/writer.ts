import { type Data, DataType, type RecordBatch, type Schema, Vector } from "apache-arrow";
import type { ByteSink } from "../../io/byte-source.ts";
import type { Writer } from "../format.ts";
import { valueText } from "../json/value-text.ts";

const PIECE_LENGTH = 1 << 18;

/** Writes a header and a line for each row; null is an empty field, an empty text is `""`. */
export function csvWriter(sink: ByteSink, schema: Schema, delimiter: string): Writer {
  const encoder = new TextEncoder();
  let piece = `${schema.fields.map(({ name }) => quoted(name, delimiter)).join(delimiter)}\n`;
  const flush = async (): Promise<void> => {
    await sink.write(encoder.encode(piece));
    piece = "";
  };
  return {
    async write(batch: RecordBatch) {
      const columns = schema.fields.map((_, c) => fieldTexts(batch.data.children[c]!, delimiter));
      for (let i = 0; i < batch.numRows; i++) {
        for (let c = 0; c < columns.length; c++) {
          piece += c === 0 ? columns[c]!(i) : delimiter + columns[c]!(i);
        }
        piece += "\n";
        if (piece.length >= PIECE_LENGTH) await flush();
      }
    },
    close: flush,
  };
}

function fieldTexts(data: Data, delimiter: string): (i: number) => string {
  const json = valueText(data);
  const isFloat = DataType.isFloat(data.type);
  const vector = new Vector([data]);
  return (i) => {
    if (!data.getValid(i)) return "";
    const text = json(i);
    // Unlike JSON, CSV can say NaN and Infinity.
    if (isFloat && text === "null") return String(vector.get(i));
    return text.startsWith('"')
      ? quoted(JSON.parse(text) as string, delimiter)
      : quoted(text, delimiter);
  };
}

function quoted(text: string, delimiter: string): string {
  const plain = text !== "" && !text.includes(delimiter) && !/["\r\n\uFEFF]/.test(text);
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}
