import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const hooks = join(root, "scripts", "wgsl-hooks.ts");
const main = join(root, "src", "cli", "main.ts");

/** Makes loading the engine an error. */
const withoutEngine = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  registerHooks({
    load(url, context, next) {
      if (url.endsWith("/src/node.ts")) throw new Error("the engine was loaded");
      return next(url, context);
    },
  });
`)}`;

interface Running {
  readonly imports?: readonly string[];
  /** Presses Ctrl-C once stderr has this. */
  readonly interruptAt?: string;
  readonly closeStdout?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

async function sluice(
  args: readonly string[],
  { imports = [], interruptAt, closeStdout, env = {} }: Running = {},
) {
  const node = [...[hooks, ...imports].flatMap((each) => ["--import", each]), main];
  const child = spawn(process.execPath, [...node, ...args], {
    cwd: folder,
    env: { ...processEnv, ...env },
  });
  const text = { stdout: "", stderr: "" };
  let interrupted = false;
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (chunk: string) => {
      text[stream] += chunk;
      if (interruptAt === undefined || interrupted || !text.stderr.includes(interruptAt)) return;
      interrupted = true;
      child.kill("SIGINT");
    });
  }
  if (closeStdout) child.stdout.destroy();
  const exitCode = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { exitCode, ...text };
}

let folder = tmpdir();
const { FORCE_COLOR: _forced, ...processEnv } = process.env;

const row = (id: number, text: string): string => `${JSON.stringify({ id, text })}\n`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-cli-"));
  const fox = "the quick brown fox jumps over the lazy dog near the river bank";
  const small = [fox, fox, `${fox} today`, "nothing like the others at all, not even nearly"];
  await writeFile(join(folder, "small.jsonl"), small.map((text, id) => row(id, text)).join(""));
  const tasks = Array.from({ length: 30_000 }, (_, id) => {
    const seed = id % 3 === 0 ? Math.floor(id / 7) : id;
    return row(
      id,
      `task ${seed}: pick up cup ${seed * 7919} and place it on shelf ${seed * 104_729}`,
    );
  });
  await writeFile(join(folder, "many.jsonl"), tasks.join(""));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("help, version and a wrong command answer without loading the engine", async () => {
  const imports = [withoutEngine];
  const help = await sluice(["--help"], { imports });
  expect(help).toMatchObject({ exitCode: 0, stderr: "" });
  expect(help.stdout).toMatch(/^Sluice washes training data/);
  expect(await sluice(["--version"], { imports })).toEqual({
    exitCode: 0,
    stdout: "0.1.0\n",
    stderr: "",
  });
  expect(await sluice(["inspekt"], { imports })).toMatchObject({ exitCode: 2, stdout: "" });
});

test("a file is inspected", async () => {
  const { exitCode, stdout } = await sluice(["inspect", "small.jsonl", "--json"]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    format: "jsonl",
    rows: 4,
    schema: [
      { name: "id", type: "Int64" },
      { name: "text", type: "Utf8" },
    ],
  });
});

test("a file that is not there is an error with exit code 1", async () => {
  const { exitCode, stderr } = await sluice(["inspect", "absent.jsonl"]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^error {2}.*absent\.jsonl/);
});

const fuzzy = ["dedup", "fuzzy", "small.jsonl", "--column", "text", "--device", "cpu"];

test("fuzzy duplicates are removed, and each row is accounted for", async () => {
  const { exitCode, stdout, stderr } = await sluice([...fuzzy, "--out", "small"]);
  expect(exitCode).toBe(0);
  expect(stdout).toBe(`rows in                    4
fuzzy duplicates           2
rejected                   0
rows out                   2
written to small: report.html data/ duplicates.parquet rejected.parquet
`);
  expect(stderr).toMatch(
    /^sluice 0\.1\.0: 1 file, 3\d\d B\ndevice: cpu, .*\nread and hash: done, 4 rows/,
  );
  expect((await readdir(join(folder, "small"))).toSorted()).toEqual([
    "data",
    "duplicates.parquet",
    "manifest.json",
    "refilter",
    "rejected.parquet",
    "report.html",
  ]);
});

test("--json with --quiet prints one object and nothing else", async () => {
  const { exitCode, stdout, stderr } = await sluice([
    ...fuzzy,
    ..."--out json --json --quiet --show 1 --threshold 0.99".split(" "),
  ]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({
    rowsIn: 4,
    rowsOut: 3,
    duplicates: 1,
    rejected: 0,
    device: { backend: "cpu" },
    outputs: { data: "json/data", manifest: "json/manifest.json" },
    examples: [{ size: 2 }],
  });
});

test.each([
  [["--column", "txet"], 2, "txet"],
  [["--threshold", "2"], 2, "--threshold 2"],
  [["--format", "bag"], 2, "bag"],
])("%j is refused with its reason", async (flags, expected, named) => {
  const { exitCode, stderr } = await sluice([...fuzzy, "--out", "refused", ...flags]);
  expect(exitCode).toBe(expected);
  expect(stderr).toMatch(/^error {2}/m);
  expect(stderr).toContain(named);
});

test("a plan that was printed runs as it says", async () => {
  await writeFile(
    join(folder, "plan.yaml"),
    "inputs: [small.jsonl]\nout: planned\nstages:\n  - exact-dedup: { columns: [text] }\n",
  );
  const printed = await sluice(["plan", "plan.yaml", "--set", "out=again"]);
  expect(printed.exitCode).toBe(0);
  await writeFile(join(folder, "again.yaml"), printed.stdout);
  const { exitCode, stdout } = await sluice(["run", "again.yaml", "--device", "cpu", "--json"]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    rowsIn: 4,
    rowsOut: 3,
    outputs: { data: "again/data" },
  });
});

test("rows are converted to Parquet and read back", async () => {
  const converted = await sluice("convert small.jsonl --to parquet --out parquet".split(" "));
  expect(converted.exitCode).toBe(0);
  const [file] = await readdir(join(folder, "parquet", "data"));
  const { stdout } = await sluice(["inspect", `parquet/data/${file}`, "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ format: "parquet", rows: 4 });
});

test("a reader that closes the pipe is no failure", async () => {
  const { exitCode, stderr } = await sluice(["--help"], { closeStdout: true });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
});

describe.runIf(process.platform === "linux")("on a machine without a Vulkan driver", () => {
  const without = { env: { VK_DRIVER_FILES: "/nowhere/driver.json" } };

  test("--quiet is quiet, whatever device is taken", async () => {
    const args = "dedup exact small.jsonl --column text --device auto --out auto --quiet";
    const { exitCode, stderr } = await sluice(args.split(" "), without);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });

  test("doctor says that, and prints nothing else", async () => {
    const { exitCode, stdout, stderr } = await sluice(["doctor"], without);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("webgpu   no adapter: no Vulkan driver is installed\n");
  });

  test("webgpu is refused with what to install", async () => {
    const args = "dedup exact small.jsonl --device webgpu --out refused-gpu";
    const { exitCode, stderr } = await sluice(args.split(" "), without);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("error  WebGPU has no adapter: no Vulkan driver is installed.\n");
    expect(stderr).toContain("fix     install mesa-vulkan-drivers");
  });
});

const many = (out: string): string[] =>
  `dedup fuzzy many.jsonl --column text --device cpu --out ${out}`.split(" ");

test("Ctrl-C keeps the work, and --resume ends with the same bytes", async () => {
  const stopped = await sluice(many("stopped"), { interruptAt: "device: " });
  expect(stopped.exitCode).toBe(130);
  expect(stopped.stderr).toContain("stopped  The work so far is kept in stopped.");
  const resumed = await sluice([...many("stopped"), "--resume"]);
  expect(resumed.exitCode).toBe(0);
  const whole = await sluice(many("whole"));
  expect(resumed.stdout.split("\n").slice(0, 4)).toEqual(whole.stdout.split("\n").slice(0, 4));
  const [file] = await readdir(join(folder, "whole", "data"));
  const bytes = async (out: string) => readFile(join(folder, out, "data", file!));
  expect((await bytes("stopped")).equals(await bytes("whole"))).toBe(true);
});
