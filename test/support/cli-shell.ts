import type { Api, RunOutcome } from "../../src/cli/api.ts";
import { runCli } from "../../src/cli/program.ts";
import type { Clock, Screen } from "../../src/cli/screen.ts";
import type { Shell } from "../../src/cli/shell.ts";
import { createStyle } from "../../src/cli/style.ts";

/** A stream that remembers what was written. */
export class FakeScreen implements Screen {
  written = "";
  columns: number;
  rows = 40;
  readonly terminal: boolean;
  readonly style;

  constructor({ terminal = false, color = false, unicode = true, columns = 80 } = {}) {
    this.terminal = terminal;
    this.columns = columns;
    this.style = createStyle({ color, unicode });
  }

  write(text: string): void {
    this.written += text;
  }

  get lines(): string[] {
    return this.written.split("\n").slice(0, -1);
  }
}

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ due: number; readonly period: number; readonly call: () => void }>();

  now(): number {
    return this.#now;
  }

  every(milliseconds: number, call: () => void): () => void {
    const timer = { due: this.#now + milliseconds, period: milliseconds, call };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  get timers(): number {
    return this.#timers.size;
  }

  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.due <= end);
      const next = due.toSorted((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.#now = next.due;
      next.due += next.period;
      next.call();
    }
    this.#now = end;
  }
}

export interface FakeShell extends Shell {
  readonly out: FakeScreen;
  readonly err: FakeScreen;
  readonly clock: FakeClock;
  /** Ctrl-C. */
  readonly interrupt: () => void;
}

interface FakeShellOptions {
  readonly api?: Partial<Api>;
  readonly files?: Readonly<Record<string, string>>;
  /** Takes what is written. */
  readonly written?: Map<string, string>;
  readonly terminal?: boolean;
  readonly color?: boolean;
  readonly columns?: number;
}

export function fakeShell(args: readonly string[], options: FakeShellOptions = {}): FakeShell {
  const { api, files = {}, terminal = false } = options;
  const listeners = new Set<() => void>();
  return {
    version: "0.1.0",
    args,
    out: new FakeScreen(options),
    err: new FakeScreen(options),
    live: terminal,
    clock: new FakeClock(),
    platform: "linux x64",
    api: async () => {
      if (!api) throw new Error("The engine must not be loaded here.");
      return { ...emptyApi, ...api };
    },
    readText: async (path) => {
      const text = files[path];
      if (text === undefined) throw new Error(`There is no ${path}.`);
      return text;
    },
    writeText: async (path, text) => void options.written?.set(path, text),
    onInterrupt: (call) => {
      listeners.add(call);
      return () => void listeners.delete(call);
    },
    interrupt: () => {
      for (const call of listeners) call();
    },
  };
}

const unexpected = (): never => {
  throw new Error("This part of the engine was not expected to be called.");
};

const emptyApi: Api = {
  stages: [],
  formats: [],
  runPlan: unexpected,
  refilter: unexpected,
  inspect: unexpected,
  describeDevices: unexpected,
  profile: unexpected,
  parsePlan: unexpected,
  printPlan: unexpected,
  validate: unexpected,
  drift: unexpected,
  inferSchema: unexpected,
  parseSchema: unexpected,
  loadValidators: unexpected,
};

/** Runs a command line against fakes. */
export async function cli(args: readonly string[], options: FakeShellOptions = {}) {
  const shell = fakeShell(args, options);
  const exitCode = await runCli(shell);
  return { exitCode, stdout: shell.out.written, stderr: shell.err.written };
}

/** The run of the design's transcripts. */
export const sampleOutcome: RunOutcome = {
  rowsIn: 12_400_000,
  rowsOut: 9_812_040,
  duplicates: 2_553_420,
  rejected: 34_540,
  clusters: 708_347,
  seconds: 38.6,
  bytesIn: 2_900_014_208,
  device: { backend: "webgpu", name: "Example GPU 24 GB", reason: "it is the only GPU" },
  audits: [],
  stages: [
    {
      name: "exact-dedup",
      rowsIn: 12_400_000,
      rowsOut: 11_435_880,
      duplicates: 964_120,
      clusters: 300_000,
      largestCluster: 9000,
      seconds: 20.7,
    },
    {
      name: "fuzzy-dedup",
      rowsIn: 11_435_880,
      rowsOut: 9_846_580,
      duplicates: 1_589_300,
      clusters: 708_347,
      largestCluster: 4127,
      seconds: 17.9,
    },
  ],
  outputs: {
    data: { path: "out/data", byteLength: 2_284_000_000, rows: 9_812_040 },
    duplicates: { path: "out/duplicates.parquet", byteLength: 71_400_000, rows: 2_553_420 },
    rejected: { path: "out/rejected.parquet", byteLength: 1_200_000, rows: 34_540 },
    report: { path: "out/report.html", byteLength: 1_100_000 },
    manifest: { path: "out/manifest.json", byteLength: 14_000 },
  },
  rejectedReasons: [
    { reason: "empty text", count: 34_102 },
    { reason: "not UTF-8", count: 438 },
  ],
  recall: { threshold: 0.8, predicted: 0.947 },
  examples: [],
};
