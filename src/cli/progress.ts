import type { Progress, RunStart, Total } from "./api.ts";
import { Phase } from "./phase.ts";
import type { Clock } from "./screen.ts";

/** Progress that a terminal shows, from the first line of a run to the last. */
export interface ShownProgress extends Progress {
  begin(start: RunStart): void;
  /** Leaves the screen as it is at the end; every later call does nothing. */
  stop(how?: "failed"): void;
}

export const shownNowhere: ShownProgress = {
  begin() {},
  start() {},
  advance() {},
  end() {},
  note() {},
  stop() {},
};

/** The phases of a run in the order they are shown. */
export class Phases {
  readonly #clock: Clock;
  readonly #byName = new Map<string, Phase>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get all(): readonly Phase[] {
    return [...this.#byName.values()];
  }

  expect(names: readonly string[]): void {
    for (const name of names) this.of(name);
  }

  of(name: string): Phase {
    const known = this.#byName.get(name);
    if (known) return known;
    const phase = new Phase(name);
    this.#byName.set(name, phase);
    return phase;
  }

  start(name: string, unit: string, total: Total | undefined): void {
    this.of(name).start(this.#clock.now(), unit, total);
  }

  advance(name: string, items: number, bytes: number): void {
    this.of(name).advance(this.#clock.now(), items, bytes);
  }

  end(name: string): void {
    this.of(name).end(this.#clock.now());
  }
}
