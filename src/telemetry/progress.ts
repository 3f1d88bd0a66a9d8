/** How much there is to do, in the measure that is known beforehand. */
export type Total = { readonly items: number } | { readonly bytes: number };

/** What a run tells while it works. Phases start in order and may overlap. */
export interface Progress {
  /**
   * `unit` is what its items are. A phase that runs may be started again, when its total is found
   * out late; one that ended goes on with more work.
   */
  start(phase: string, unit: string, total?: Total): void;
  /** `items` and `bytes` done since the last call. */
  advance(phase: string, items: number, bytes: number): void;
  /** Nothing more of this phase comes. */
  end(phase: string): void;
  /** Something worth a line that is not an error: a fallback, a split batch, a skipped file. */
  note(message: string): void;
}

export const silent: Progress = { start() {}, advance() {}, end() {}, note() {} };
