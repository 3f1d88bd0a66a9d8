import { Binary, Field, type RecordBatch, Schema } from "apache-arrow";
import {
  type AnyBuilder,
  columnBuilder,
  finishBatch,
  kindOf,
  Utf8Builder,
} from "./column-builder.ts";
import type { ReadRequest, RejectedRow, RowBatch } from "./format.ts";

/** Rows of a batch, where the request does not say. */
export const DEFAULT_ROWS = 8192;
/** Text bytes after which a batch ends, however few its rows. */
export const BATCH_BYTES = 32 << 20;

const rawSchema = new Schema([new Field("row", new Binary(), false)]);

/** Collects the rows of a source without declared types into batches. */
export class RowAssembler {
  readonly builders: readonly AnyBuilder[];
  private readonly selected: Schema;
  private readonly columns: readonly AnyBuilder[];
  private readonly raw: Utf8Builder | undefined;
  private readonly batchRows: number;
  private readonly batchBytes: number;
  private firstRow = 0;
  private good = 0;
  private rejected: RejectedRow[] = [];

  /**
   * Batches have the `selected` columns of the schema; the others are only checked. `raw` makes
   * batches of the rows' own bytes instead.
   */
  constructor(schema: Schema, selected: Schema, request: ReadRequest, raw: boolean) {
    this.selected = selected;
    this.builders = schema.fields.map((field) => columnBuilder(kindOf(field.type)!));
    const names = schema.fields.map((field) => field.name);
    this.columns = selected.fields.map(({ name }) => this.builders[names.indexOf(name)]!);
    this.raw = raw ? new Utf8Builder(new Binary()) : undefined;
    this.batchRows = request.batchRows ?? DEFAULT_ROWS;
    this.batchBytes = request.batchBytes ?? BATCH_BYTES;
  }

  /** The row whose values every builder has got. */
  accept(bytes: Uint8Array, start: number, end: number): void {
    this.raw?.appendBytes(bytes, start, end);
    this.good++;
  }

  /** The row is bad; the first `appended` builders have got a value of it. */
  reject(reason: string, appended = 0): void {
    for (let i = 0; i < appended; i++) this.builders[i]!.pop();
    this.rejected.push({ rowIndex: this.firstRow + this.good + this.rejected.length, reason });
  }

  get full(): boolean {
    if (this.good + this.rejected.length >= this.batchRows) return true;
    let byteLength = this.raw?.byteLength ?? 0;
    for (const builder of this.builders) byteLength += builder.byteLength;
    return byteLength >= this.batchBytes;
  }

  get empty(): boolean {
    return this.good + this.rejected.length === 0;
  }

  take(): RowBatch {
    const { firstRow, good, rejected } = this;
    const batch: RecordBatch = this.raw
      ? finishBatch(rawSchema, [this.raw], good)
      : finishBatch(this.selected, this.columns, good);
    for (const builder of this.builders) builder.clear();
    this.firstRow += good + rejected.length;
    this.good = 0;
    this.rejected = [];
    return { firstRow, batch, rejected };
  }
}
