import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RunStart } from "../../src/cli/api.ts";
import { LiveProgress } from "../../src/cli/live-progress.ts";
import { phaseLine } from "../../src/cli/phase-line.ts";
import type { PhaseView } from "../../src/cli/phase.ts";
import { PlainProgress } from "../../src/cli/plain-progress.ts";
import { createStyle } from "../../src/cli/style.ts";
import { stringWidth } from "../../src/cli/width.ts";
import { FakeClock, FakeScreen } from "../support/cli-shell.ts";

const plain = createStyle({ color: false, unicode: true });

const start: RunStart = {
  fileCount: 53,
  byteLength: 2_900_014_208,
  device: { backend: "webgpu", name: "Example GPU 24 GB", budgetBytes: 18e9 },
  method: ["5-character shingles", "128 hashes", "16 bands of 8", "threshold 0.80"],
  phases: ["Read and hash", "MinHash", "Find candidates"],
};

const running: PhaseView = {
  name: "Read and hash",
  unit: "rows",
  state: "running",
  items: 7_690_000,
  bytes: 1_780_000_000,
  fraction: 0.62,
  itemsPerSecond: 593_000,
  bytesPerSecond: 139_000_000,
  secondsLeft: 8,
};
const done: PhaseView = {
  ...running,
  name: "Verify pairs",
  unit: "pairs",
  state: "done",
  fraction: 1,
  itemsPerSecond: 1_660_000,
  bytesPerSecond: 917_000_000,
  secondsTaken: 5.9,
};
const waiting: PhaseView = { name: "Write", unit: "rows", state: "waiting", items: 0, bytes: 0 };

const barWidth = (columns: number): number =>
  /[━─]+/.exec(phaseLine(running, columns, plain))![0].length;
const timeCell = (secondsLeft: number): string =>
  phaseLine({ ...running, secondsLeft }, 80, plain).slice(69);

describe("a progress line", () => {
  test("has the columns of the design at 80", () => {
    expect([running, done, waiting].map((view) => phaseLine(view, 80, plain))).toEqual([
      "  Read and hash    ━━━━━━━━━━──────  62 %   593 k rows/s   139 MB/s  8.0 s left",
      "  Verify pairs     ━━━━━━━━━━━━━━━━ 100 %  1.66 M pair/s   917 MB/s       5.9 s",
      "  Write            ────────────────                                     waiting",
    ]);
  });

  test("gives up the bar first, then bytes, then rows", () => {
    expect([79, 64, 63, 52, 40, 20].map((columns) => phaseLine(running, columns, plain))).toEqual([
      "  Read and hash      62 %   593 k rows/s   139 MB/s  8.0 s left",
      "  Read and hash      62 %   593 k rows/s   139 MB/s  8.0 s left",
      "  Read and hash      62 %   593 k rows/s  8.0 s left",
      "  Read and hash      62 %  8.0 s left",
      "  Read and hash      62 %  8.0 s left",
      "  Read and hash",
    ]);
  });

  test("grows only its bar, and that to 40", () => {
    expect([80, 90, 104, 200].map(barWidth)).toEqual([16, 26, 40, 40]);
  });

  test("has an ASCII form", () => {
    const ascii = createStyle({ color: false, unicode: false });
    expect(phaseLine(running, 80, ascii)).toBe(
      "  Read and hash    ==========------  62 %   593 k rows/s   139 MB/s  8.0 s left",
    );
  });

  test("colours the bar, and all of a phase that waits", () => {
    const color = createStyle({ color: true, unicode: true });
    expect(phaseLine(running, 80, color)).toBe(
      "  Read and hash    \x1b[36m━━━━━━━━━━\x1b[0m\x1b[2m──────\x1b[0m  62 %   593 k rows/s   139 MB/s  8.0 s left",
    );
    expect(phaseLine(waiting, 80, color)).toBe(
      `  \x1b[2mWrite\x1b[0m            \x1b[2m${"─".repeat(16)}\x1b[0m${" ".repeat(37)}\x1b[2mwaiting\x1b[0m`,
    );
  });

  test("says a long time in the room it has", () => {
    expect([59.4, 130, 610, 3900, 43_500].map(timeCell)).toEqual([
      " 59 s left",
      "2 min 10 s",
      "    10 min",
      "1 h 05 min",
      "      12 h",
    ]);
  });

  test("never reaches the last column, whatever the numbers", () => {
    const speed = fc.option(fc.double({ min: 1e-3, max: 1e14, noNaN: true }), { nil: 0 });
    const views = fc.record({
      name: fc
        .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
        .filter((n) => !/\p{Cc}/u.test(n)),
      unit: fc.constantFrom("rows", "pairs", "keys", "frames", "tokens"),
      state: fc.constantFrom("running" as const, "done" as const),
      items: fc.nat(),
      bytes: fc.nat(),
      fraction: fc.double({ min: 0, max: 1, noNaN: true }),
      itemsPerSecond: speed,
      bytesPerSecond: speed,
      secondsLeft: fc.double({ min: 0, max: 1e7, noNaN: true }),
    });
    fc.assert(
      fc.property(views, fc.integer({ min: 4, max: 200 }), (view, columns) => {
        expect(stringWidth(phaseLine(view, columns, plain))).toBeLessThan(columns);
      }),
    );
  });
});

/** Escape as a sign that can be read, and matched. */
const readable = (written: string): string => written.replaceAll("\x1b", "␛");

/** What a terminal shows after these bytes, for the sequences that are used here. */
function shown(written: string): string[] {
  const lines: string[] = [""];
  let row = 0;
  for (const [part] of readable(written).matchAll(/␛\[\??\d*[A-Za-z]|\n|\r|[^␛\n\r]+/gu)) {
    const up = /^␛\[(\d+)A$/.exec(part);
    if (up) row -= Number(up[1]);
    else if (part === "\n") lines[++row] ??= "";
    else if (part === "␛[J") lines.splice(row, lines.length, "");
    else if (!part.startsWith("␛") && part !== "\r") lines[row] = part;
  }
  return lines;
}

function liveRun() {
  const screen = new FakeScreen({ terminal: true });
  const clock = new FakeClock();
  const progress = new LiveProgress(screen, clock, "0.1.0");
  return { screen, clock, progress };
}

describe("live progress", () => {
  test("shows running and waiting phases, and what is left", () => {
    const { screen, clock, progress } = liveRun();
    progress.begin(start);
    progress.start("Read and hash", "rows", { items: 12_400_000 });
    for (let tick = 0; tick < 129; tick++) {
      clock.pass(100);
      progress.advance("Read and hash", 59_300, 13_900_000);
    }
    clock.pass(100);
    expect(shown(screen.written)).toEqual([
      "",
      "Sluice 0.1.0  53 files, 2.90 GB",
      "device   webgpu, Example GPU 24 GB, budget 18.0 GB",
      "method   5-character shingles, 128 hashes, 16 bands of 8, threshold 0.80",
      "",
      "  Read and hash    ━━━━━━━━━━──────  61 %   593 k rows/s   139 MB/s  8.0 s left",
      "  MinHash          ────────────────                                     waiting",
      "  Find candidates  ────────────────                                     waiting",
      "  7.65 M rows, 1.79 GB, 13.0 s so far    Ctrl-C keeps the work",
      "",
    ]);
  });

  test("keeps the line of a phase that ended, with the time it took", () => {
    const { screen, clock, progress } = liveRun();
    progress.begin({ ...start, phases: [] });
    progress.start("Read and hash", "rows", { items: 12_400_000 });
    progress.advance("Read and hash", 12_400_000, 2_900_000_000);
    clock.pass(20_700);
    progress.end("Read and hash");
    progress.stop();
    expect(shown(screen.written).slice(5)).toEqual([
      "  Read and hash    ━━━━━━━━━━━━━━━━ 100 %   599 k rows/s   140 MB/s      20.7 s",
      "",
    ]);
  });

  test("redraws at most ten times a second", () => {
    const { screen, clock, progress } = liveRun();
    progress.begin(start);
    progress.start("Read and hash", "rows", { items: 1000 });
    for (let tick = 0; tick < 1000; tick++) {
      clock.pass(1);
      progress.advance("Read and hash", 1, 1);
    }
    expect(screen.written.match(/Read and hash/g)!.length).toBeLessThanOrEqual(11);
  });

  test("hides the cursor while it draws, and stops its timer", () => {
    const { screen, clock, progress } = liveRun();
    progress.begin(start);
    progress.stop();
    const end = screen.written;
    clock.pass(5000);
    progress.advance("Read and hash", 1, 1);
    progress.stop();
    expect(screen.written).toBe(end);
    expect(screen.written.startsWith("\x1b[?25l")).toBe(true);
    expect(screen.written.endsWith("\x1b[?25h")).toBe(true);
    expect(clock.timers).toBe(0);
  });

  test("says that it looks for inputs, and takes that back when there are none", () => {
    const { screen, clock, progress } = liveRun();
    clock.pass(150);
    expect(shown(screen.written)).toEqual(["", "Sluice 0.1.0  looking at the inputs", ""]);
    progress.stop();
    expect(shown(screen.written)).toEqual(["", ""]);
    expect(screen.written.endsWith("\x1b[?25h")).toBe(true);
  });

  test("writes nothing when there was nothing to show", () => {
    const { screen, progress } = liveRun();
    progress.stop();
    expect(screen.written).toBe("");
  });

  test("says notes below the device, and how many more there are", () => {
    const { screen, progress } = liveRun();
    for (let note = 1; note <= 7; note++) progress.note(`batch ${note} was split`);
    progress.begin({ ...start, phases: [] });
    progress.stop();
    expect(shown(screen.written).slice(2, 9)).toEqual([
      "device   webgpu, Example GPU 24 GB, budget 18.0 GB",
      "! batch 1 was split",
      "! batch 2 was split",
      "! batch 3 was split",
      "! batch 4 was split",
      "! batch 5 was split",
      "! 2 more of these are in manifest.json.",
    ]);
  });

  test("gives no time left before two seconds and three per cent", () => {
    const { screen, clock, progress } = liveRun();
    progress.begin({ ...start, method: [], phases: [] });
    progress.start("Read", "rows", { items: 1000 });
    clock.pass(1900);
    progress.advance("Read", 500, 0);
    clock.pass(50);
    expect(screen.written).not.toContain("left");
    clock.pass(100);
    expect(shown(screen.written)[4]).toMatch(/ 2\.[01] s left$/);
  });

  test("follows bytes where bytes are what is known beforehand", () => {
    const { screen, clock, progress } = liveRun();
    progress.begin({ ...start, method: [], phases: [] });
    progress.start("Read", "rows", { bytes: 4_000_000 });
    for (let second = 0; second < 3; second++) {
      clock.pass(1000);
      progress.advance("Read", 10, 0);
      progress.advance("Read", 0, 1_000_000);
    }
    clock.pass(100);
    expect(shown(screen.written)[4]).toMatch(
      / {2}75 % {2,}9\.\d+ rows\/s +968 kB\/s {2}1\.0 s left$/,
    );
  });

  test("takes a total that is found out late, and more work after the end", () => {
    const { screen, clock, progress } = liveRun();
    const line = () => {
      clock.pass(100);
      return shown(screen.written)[4]!;
    };
    progress.begin({ ...start, method: [], phases: [] });
    progress.start("Find", "keys");
    progress.advance("Find", 10, 0);
    expect(line()).not.toContain("%");
    progress.start("Find", "keys", { items: 40 });
    expect(line()).toContain("  25 %");
    progress.advance("Find", 30, 0);
    progress.end("Find");
    expect(line()).toContain(" 100 %");
    progress.start("Find", "keys", { items: 40 });
    expect(line()).toContain("  50 %");
  });

  test("measures speed over the last five seconds", () => {
    const { screen, clock, progress } = liveRun();
    progress.begin({ ...start, method: [], phases: [] });
    progress.start("Read", "rows", { items: 100_000 });
    const work = (seconds: number, rows: number) => {
      for (let second = 0; second < seconds; second++) {
        clock.pass(1000);
        progress.advance("Read", rows, 0);
      }
    };
    work(10, 1000);
    work(10, 100);
    clock.pass(100);
    expect(shown(screen.written)[4]).toContain(" 100 rows/s");
  });

  test("never draws more lines than the window has", () => {
    const { screen, clock, progress } = liveRun();
    screen.rows = 6;
    progress.begin(start);
    clock.pass(200);
    const moves = [...readable(screen.written).matchAll(/␛\[(\d+)A/g)].map(([, lines]) =>
      Number(lines),
    );
    expect(Math.max(...moves)).toBe(5);
  });

  test("fits any width, whatever the names", () => {
    const name = fc.string({ unit: "grapheme", maxLength: 120 });
    fc.assert(
      fc.property(name, name, fc.integer({ min: 20, max: 120 }), (device, note, columns) => {
        const screen = new FakeScreen({ terminal: true, columns });
        const progress = new LiveProgress(screen, new FakeClock(), "0.1.0");
        progress.note(note);
        progress.begin({ ...start, device: { ...start.device, name: device } });
        progress.stop();
        for (const line of shown(screen.written)) {
          expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        }
      }),
    );
  });
});

describe("progress that is not on a terminal", () => {
  test("is a line for each phase, and one each ten seconds while it runs", () => {
    const screen = new FakeScreen();
    const clock = new FakeClock();
    const progress = new PlainProgress(screen, clock, "0.1.0");
    progress.begin(start);
    progress.start("Read and hash", "rows", { items: 12_400_000 });
    for (let tick = 0; tick < 199; tick++) {
      clock.pass(100);
      progress.advance("Read and hash", 59_300, 13_900_000);
    }
    progress.advance("Read and hash", 599_300, 0);
    progress.end("Read and hash");
    progress.end("Read and hash");
    progress.note("3 batches\nwere split");
    progress.stop();
    expect(screen.lines).toEqual([
      "sluice 0.1.0: 53 files, 2.90 GB",
      "device: webgpu, Example GPU 24 GB, budget 18.0 GB",
      "read and hash: 47 %, 593 k rows/s, 139 MB/s, 11 s left",
      "read and hash: done, 12 400 000 rows, 19.9 s",
      "note: 3 batches were split",
    ]);
    expect(clock.timers).toBe(0);
  });
});
