import type { Style } from "./style.ts";

/** One of the two streams, with what it can show. */
export interface Screen {
  readonly style: Style;
  readonly terminal: boolean;
  /** Read at each use: a window changes its size. */
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
}

export function printLines(screen: Screen, lines: readonly string[]): void {
  screen.write(lines.map((line) => `${line}\n`).join(""));
}

/** What moves bars: milliseconds, and a repeated call that can be stopped. */
export interface Clock {
  now(): number;
  every(milliseconds: number, call: () => void): () => void;
}
