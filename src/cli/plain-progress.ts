import { plainHeaderLines } from "./header.ts";
import type { RunStart, Total } from "./api.ts";
import { plainPhaseLine } from "./phase-line.ts";
import type { Phase } from "./phase.ts";
import { Phases } from "./progress.ts";
import type { ShownProgress } from "./progress.ts";
import { printLines } from "./screen.ts";
import type { Clock, Screen } from "./screen.ts";
import { printable } from "./width.ts";

const REPORT_MS = 10_000;

/** One line for each phase that ends, and one each ten seconds for those that run. */
export class PlainProgress implements ShownProgress {
  readonly #screen: Screen;
  readonly #clock: Clock;
  readonly #version: string;
  readonly #phases: Phases;
  readonly #stopTimer: () => void;
  #reportedAt = 0;
  #stopped = false;

  constructor(screen: Screen, clock: Clock, version: string) {
    this.#screen = screen;
    this.#clock = clock;
    this.#version = version;
    this.#phases = new Phases(clock);
    this.#stopTimer = clock.every(1000, () => this.#report());
  }

  begin(start: RunStart): void {
    this.#print(...plainHeaderLines(start, this.#version));
  }

  start(phase: string, unit: string, total?: Total): void {
    if (this.#running.length === 0) this.#reportedAt = this.#clock.now();
    this.#phases.start(phase, unit, total);
  }

  advance(phase: string, items: number, bytes: number): void {
    this.#phases.advance(phase, items, bytes);
    this.#report();
  }

  end(name: string): void {
    const phase = this.#phases.of(name);
    if (phase.done) return;
    this.#phases.end(name);
    this.#print(plainPhaseLine(phase.view(this.#clock.now())));
  }

  note(message: string): void {
    this.#print(`note: ${printable(message)}`);
  }

  stop(): void {
    this.#stopTimer();
    this.#stopped = true;
  }

  get #running(): readonly Phase[] {
    return this.#phases.all.filter(({ waiting, done }) => !waiting && !done);
  }

  #report(): void {
    const now = this.#clock.now();
    const views = this.#running.map((phase) => phase.view(now));
    if (this.#stopped || now - this.#reportedAt < REPORT_MS) return;
    this.#reportedAt = now;
    this.#print(...views.map(plainPhaseLine));
  }

  #print(...lines: readonly string[]): void {
    if (!this.#stopped) printLines(this.#screen, lines);
  }
}
