import type { RowRanges } from "./format.ts";

/** Collects where rows are. */
export class RangeList {
  private starts = new Float64Array(1024);
  private lengths = new Uint32Array(1024);
  private count = 0;

  append(start: number, length: number): void {
    if (this.count === this.starts.length) {
      const { starts, lengths } = this;
      this.starts = new Float64Array(this.count * 2);
      this.starts.set(starts);
      this.lengths = new Uint32Array(this.count * 2);
      this.lengths.set(lengths);
    }
    this.starts[this.count] = start;
    this.lengths[this.count++] = length;
  }

  /** What was collected; the list is empty again. */
  take(): RowRanges {
    const { count } = this;
    this.count = 0;
    return { starts: this.starts.slice(0, count), lengths: this.lengths.slice(0, count) };
  }
}
