import type { Progress, Total } from "../telemetry/progress.ts";

export interface PhaseTime {
  readonly name: string;
  /** Seconds after the run began. */
  readonly start: number;
  readonly seconds: number;
  readonly items: number;
  readonly unit: string;
  readonly bytes: number;
}

/** Passes progress on and remembers when each phase ran and what went through it. */
export class PhaseLog implements Progress {
  readonly #next: Progress;
  readonly #began = performance.now();
  readonly #phases = new Map<
    string,
    { unit: string; start: number; end: number; items: number; bytes: number }
  >();
  readonly notes: string[] = [];

  constructor(next: Progress) {
    this.#next = next;
  }

  get seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  get times(): PhaseTime[] {
    return [...this.#phases].map(([name, { start, end, ...rest }]) => ({
      name,
      start,
      seconds: end - start,
      ...rest,
    }));
  }

  start(phase: string, unit: string, total?: Total): void {
    const now = this.seconds;
    const entry = this.#phases.get(phase) ?? { start: now, items: 0, bytes: 0 };
    this.#phases.set(phase, { ...entry, unit, end: now });
    this.#next.start(phase, unit, total);
  }

  advance(phase: string, items: number, bytes: number): void {
    const entry = this.#phases.get(phase);
    if (entry) {
      entry.items += items;
      entry.bytes += bytes;
      entry.end = this.seconds;
    }
    this.#next.advance(phase, items, bytes);
  }

  end(phase: string): void {
    const entry = this.#phases.get(phase);
    if (entry) entry.end = this.seconds;
    this.#next.end(phase);
  }

  note(message: string): void {
    this.notes.push(message);
    this.#next.note(message);
  }
}
