import type { Data, DataType, RecordBatch, Schema } from "apache-arrow";
import { batchOf, gather, type Piece, plainSchema } from "./gather.ts";

/** Rows of a batch that is written, and the value bytes that end one sooner. */
const ROWS = 65_536;
const BYTES = 32 << 20;

/**
 * Cuts rows into batches anew, at places that depend on the rows alone, so that what is written does
 * not depend on the batches that came.
 */
export class Rebatcher {
  /** The schema of the batches that come out: plain types. */
  readonly schema: Schema;
  private readonly types: readonly DataType[];
  private pieces: Piece[][];
  private rows = 0;
  private bytes = 0;

  constructor(schema: Schema) {
    this.schema = plainSchema(schema);
    this.types = schema.fields.map((field) => field.type);
    this.pieces = this.types.map(() => []);
  }

  /** Takes a batch; yields those that are full now. */
  *push(batch: RecordBatch): Iterable<RecordBatch> {
    const columns = batch.data.children;
    let from = 0;
    for (let i = 0; i < batch.numRows; i++) {
      this.rows++;
      for (const column of columns) this.bytes += valueBytes(column, i);
      if (this.rows < ROWS && this.bytes < BYTES) continue;
      this.add(columns, from, i + 1);
      from = i + 1;
      yield this.take();
    }
    if (from < batch.numRows) this.add(columns, from, batch.numRows);
  }

  /** The rows that are left, if any. */
  *end(): Iterable<RecordBatch> {
    if (this.rows > 0) yield this.take();
  }

  private add(columns: readonly Data[], from: number, to: number): void {
    columns.forEach((data, c) => this.pieces[c]!.push({ data, from, to }));
  }

  private take(): RecordBatch {
    const columns = this.types.map((type, c) => gather(type, this.pieces[c]!));
    const batch = batchOf(this.schema, columns, this.rows);
    this.pieces = this.types.map(() => []);
    this.rows = 0;
    this.bytes = 0;
    return batch;
  }
}

/** Bytes of the values of a row whose size varies from row to row, roughly. */
function valueBytes(data: Data, i: number): number {
  const offsets = data.valueOffsets as ArrayLike<number | bigint> | undefined;
  if (!offsets || offsets.length === 0) return 8;
  return (Number(offsets[i + 1]) - Number(offsets[i])) * (data.children.length === 0 ? 1 : 8);
}
