/** What a run tells while it works. Phases start in order and may overlap. */
export interface Progress {
  /** `total` in `unit`s, when known. */
  start(phase: string, unit: string, total?: number): void;
  /** `items` and `bytes` done since the last call. */
  advance(phase: string, items: number, bytes: number): void;
  /** Nothing more of this phase comes. */
  end(phase: string): void;
  /** Something worth a line that is not an error: a fallback, a split batch, a skipped file. */
  note(message: string): void;
}

export const silent: Progress = { start() {}, advance() {}, end() {}, note() {} };
