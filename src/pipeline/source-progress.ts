import type { Reader } from "../formats/format.ts";
import type { Progress } from "../telemetry/progress.ts";
import type { InputSource } from "./inputs.ts";

/**
 * How much of a source one pass has gone through, in bytes of it. Where columns are read by range,
 * few bytes stand for many rows: there the rows tell more.
 */
export class SourceProgress {
  readonly #progress: Progress;
  readonly #phase: string;
  readonly #byteLength: number;
  #read = 0;
  #rows = 0;
  #told = 0;

  constructor(progress: Progress, phase: string, { byteLength }: InputSource) {
    this.#progress = progress;
    this.#phase = phase;
    this.#byteLength = byteLength;
  }

  /** To be given to `open`. */
  readonly onBytes = (count: number): void => {
    this.#read += count;
    this.#tell(this.#read);
  };

  /** Rows of a batch are done, `counted` of them for the first time. */
  rows(count: number, counted: number, { rowCount }: Pick<Reader, "rowCount">): void {
    this.#rows += count;
    if (counted > 0) this.#progress.advance(this.#phase, counted, 0);
    if (rowCount) this.#tell(Math.floor((this.#byteLength * this.#rows) / rowCount));
  }

  /** The source is read to its end. */
  end(): void {
    this.#tell(this.#byteLength);
  }

  #tell(done: number): void {
    const more = Math.min(done, this.#byteLength) - this.#told;
    if (more <= 0) return;
    this.#told += more;
    this.#progress.advance(this.#phase, 0, more);
  }
}
