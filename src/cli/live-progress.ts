import { headerLines } from "./header.ts";
import type { Title } from "./header.ts";
import type { RunStart, Total } from "./api.ts";
import { byteSize, duration, remaining, roundedCount } from "./numbers.ts";
import { phaseLine } from "./phase-line.ts";
import type { PhaseView } from "./phase.ts";
import { Phases } from "./progress.ts";
import type { ShownProgress } from "./progress.ts";
import type { Clock, Screen } from "./screen.ts";
import { stringWidth } from "./width.ts";

const REDRAW_MS = 100;
const NOTES = 5;
const HIDE_CURSOR = "\x1b[?25l";
export const SHOW_CURSOR = "\x1b[?25h";
const ERASE_LINE = "\x1b[K";
const ERASE_BELOW = "\x1b[J";

/** Bars that are redrawn in place, at most ten times a second. */
export class LiveProgress implements ShownProgress {
  readonly #screen: Screen;
  readonly #clock: Clock;
  readonly #version: string;
  readonly #title: Title | undefined;
  readonly #phases: Phases;
  readonly #notes: string[] = [];
  readonly #stopTimer: () => void;
  #begun: RunStart | undefined;
  #beganAt: number;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #drawnLines = 0;
  #hidden = false;
  #stopped = false;

  constructor(screen: Screen, clock: Clock, version: string, title?: Title) {
    this.#screen = screen;
    this.#clock = clock;
    this.#version = version;
    this.#title = title;
    this.#phases = new Phases(clock);
    this.#beganAt = clock.now();
    this.#stopTimer = clock.every(REDRAW_MS, () => this.#changed());
  }

  begin(start: RunStart): void {
    this.#begun = start;
    this.#beganAt = this.#clock.now();
    this.#phases.expect(start.phases);
    this.#changed();
  }

  start(phase: string, unit: string, total?: Total): void {
    this.#phases.start(phase, unit, total);
    this.#changed();
  }

  advance(phase: string, items: number, bytes: number): void {
    this.#phases.advance(phase, items, bytes);
    this.#changed();
  }

  end(phase: string): void {
    this.#phases.end(phase);
    this.#changed();
  }

  note(message: string): void {
    this.#notes.push(message);
    this.#changed();
  }

  stop(how?: "failed"): void {
    if (this.#stopped) return;
    this.#stopTimer();
    this.#draw(this.#lines(false));
    this.#stopped = true;
    const apart = how === "failed" && this.#drawnLines > 0 ? "\n" : "";
    if (this.#hidden) this.#screen.write(SHOW_CURSOR + apart);
  }

  #changed(): void {
    const now = this.#clock.now();
    if (this.#stopped || now - this.#drawnAt < REDRAW_MS) return;
    this.#drawnAt = now;
    // A line above the window cannot be redrawn.
    this.#draw(this.#lines(true).slice(-(this.#screen.rows - 1)));
  }

  #lines(running: boolean): string[] {
    const { style, columns } = this.#screen;
    if (!this.#begun) return running ? [this.#firstLine()] : [];
    const views = this.#phases.all.map((phase) => phase.view(this.#clock.now()));
    const shown = running ? views : views.filter(({ state }) => state !== "waiting");
    const options = { style, columns, version: this.#version, title: this.#title };
    return [
      ...headerLines(this.#begun, this.#shownNotes(), options),
      ...(shown.length > 0 ? [""] : []),
      ...shown.map((view) => phaseLine(view, columns, style)),
      ...(running && shown.length > 0 ? [this.#bottomLine(shown)] : []),
    ];
  }

  /** Many inputs take a while to find. */
  #firstLine(): string {
    const { paint } = this.#screen.style;
    return `${paint("strong", `Sluice ${this.#version}`)}  ${paint("quiet", "looking at the inputs")}`;
  }

  #shownNotes(): string[] {
    const more = this.#notes.length - NOTES;
    if (more <= 0) return this.#notes;
    return [...this.#notes.slice(0, NOTES), `${more} more of these are in manifest.json.`];
  }

  #bottomLine(views: readonly PhaseView[]): string {
    const first = views.find(({ state }) => state !== "waiting");
    const lefts = views.flatMap(({ state, secondsLeft }) =>
      state === "done" ? [] : [secondsLeft],
    );
    const known = lefts.every((left) => left !== undefined);
    const facts = [
      ...(first?.items ? [`${roundedCount(first.items)} ${first.unit}`] : []),
      ...(first?.bytes ? [byteSize(first.bytes)] : []),
      `${duration((this.#clock.now() - this.#beganAt) / 1000)} so far`,
      ...(known && lefts.length > 0 ? [`about ${remaining(Math.max(...lefts))} left`] : []),
    ];
    const hint = "    Ctrl-C keeps the work";
    const room = this.#screen.columns - 1;
    while (facts.length > 1 && stringWidth(`  ${facts.join(", ")}`) > room) facts.shift();
    const text = facts.join(", ");
    const whole = 2 + text.length + hint.length <= room ? text + hint : text;
    return `  ${this.#screen.style.paint("quiet", whole)}`;
  }

  #draw(lines: readonly string[]): void {
    if (lines.length + this.#drawnLines === 0) return;
    const up = this.#drawnLines > 0 ? `\x1b[${this.#drawnLines}A\r` : "";
    const start = this.#hidden ? up : `${HIDE_CURSOR}\n`;
    this.#hidden = true;
    const text = lines.map((line) => `${line}${ERASE_LINE}\n`).join("");
    this.#screen.write(start + text + ERASE_BELOW);
    this.#drawnLines = lines.length;
  }
}
