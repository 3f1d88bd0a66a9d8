import { KernelClock } from "../graph/kernel-clock.ts";
import type { Progress, Total } from "../telemetry/progress.ts";

export interface PhaseTime {
  readonly name: string;
  /** Seconds after the run began. */
  readonly start: number;
  readonly seconds: number;
  readonly items: number;
  readonly unit: string;
  readonly bytes: number;
  /** What kernels took meanwhile by the device's clock; those that overlap count each. */
  readonly kernelSeconds: number;
}

interface Entry {
  unit: string;
  start: number;
  end: number;
  items: number;
  bytes: number;
  /** Of the phase; and of the run, less those of the phase, when it last started. */
  kernelSeconds: number;
  kernelsBefore: number;
}

/** Passes progress on and remembers when each phase ran and what went through it. */
export class PhaseLog implements Progress {
  readonly #next: Progress;
  readonly #began = performance.now();
  readonly #phases = new Map<string, Entry>();
  readonly notes: string[] = [];
  readonly kernels = new KernelClock();

  constructor(next: Progress) {
    this.#next = next;
  }

  get seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  get times(): PhaseTime[] {
    return [...this.#phases].map(([name, { start, end, kernelsBefore: _, ...rest }]) => ({
      name,
      start,
      seconds: end - start,
      ...rest,
    }));
  }

  start(phase: string, unit: string, total?: Total): void {
    const now = this.seconds;
    const entry = this.#phases.get(phase) ?? { start: now, items: 0, bytes: 0, kernelSeconds: 0 };
    const kernelsBefore = this.kernels.seconds - entry.kernelSeconds;
    this.#phases.set(phase, { ...entry, kernelsBefore, unit, end: now });
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
    if (entry) {
      entry.end = this.seconds;
      entry.kernelSeconds = this.kernels.seconds - entry.kernelsBefore;
    }
    this.#next.end(phase);
  }

  note(message: string): void {
    this.notes.push(message);
    this.#next.note(message);
  }
}
