import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { extractDts } from "tsnapi";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };

const run = promisify(execFile);

/** The Node that runs the tests, and the oldest one supported where it is on the path. */
async function nodes(): Promise<Map<string, string>> {
  const found = new Map([[`Node ${process.versions.node}`, process.execPath]]);
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, "node");
    if (folder.includes("node_modules") || !existsSync(path)) continue;
    const { stdout } = await run(path, ["--version"]);
    if (stdout.startsWith("v20.")) found.set(`Node ${stdout.trim().slice(1)}`, path);
  }
  return found;
}

const present = await nodes();
const folder = await mkdtemp(join(tmpdir(), "sluice-package-"));
const installed = join(folder, "node_modules", "sluice");
const dist = (name: string): string => readFileSync(join(installed, "dist", name), "utf8");

beforeAll(async () => {
  // The build takes a while; `npm test` has just done it.
  if (!process.env["SLUICE_BUILT"]) await run("npm", ["run", "--silent", "build"]);
  const { stdout } = await run("npm", [
    "pack",
    "--json",
    "--ignore-scripts",
    "--pack-destination",
    folder,
  ]);
  const [{ filename }] = JSON.parse(stdout) as [{ readonly filename: string }];
  mkdirSync(installed, { recursive: true });
  await run("tar", ["-xzf", join(folder, filename), "-C", installed, "--strip-components=1"]);
  for (const name of readdirSync("node_modules")) {
    if (name.startsWith(".")) continue;
    symlinkSync(resolve("node_modules", name), join(folder, "node_modules", name));
  }
  mkdirSync(join(folder, "node_modules", ".bin"));
  symlinkSync("../sluice/dist/cli.js", join(folder, "node_modules", ".bin", "sluice"));
  mkdirSync(join(folder, "data"));
  const rows = ["one text, twice", "one text, twice", "another one"].map((text) => ({ text }));
  writeFileSync(
    join(folder, "data", "rows.jsonl"),
    rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
  );
}, 180_000);
afterAll(async () => await rm(folder, { recursive: true, force: true }));

if (![...present.keys()].some((name) => name.startsWith("Node 20."))) {
  test.skip("the package on Node 20: there is none on the path", () => {});
}

describe.each([...present])("the package on %s", (name, node) => {
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env["PATH"]}` };
  const out = name.replaceAll(/\W/g, "-");

  test("runs the program of the README", async () => {
    const [, program] = /```ts\n([^]*?)```/.exec(readFileSync("README.md", "utf8"))!;
    const path = join(folder, `${out}.mjs`);
    writeFileSync(path, program!.replace('"curated"', JSON.stringify(`${out}-program`)));
    const { stdout } = await run(node, [path], { cwd: folder, env });
    expect(stdout).toBe("3 rows in, 2 out, 1 duplicates\n");
  });

  test("has a command line that starts by itself", async () => {
    const { stdout } = await run(join(folder, "node_modules", ".bin", "sluice"), ["--help"], {
      env,
    });
    expect(stdout).toMatch(/^Sluice washes training data/);
  });

  test("dedups from the command line", async () => {
    const { stdout } = await run(
      join(folder, "node_modules", ".bin", "sluice"),
      ["dedup", "fuzzy", "data", "--column", "text", "--out", out, "--device", "wasm", "--json"],
      { cwd: folder, env },
    );
    expect(JSON.parse(stdout)).toMatchObject({
      rowsIn: 3,
      rowsOut: 2,
      duplicates: 1,
      device: { backend: "wasm" },
    });
    expect(readFileSync(join(folder, out, "data", "part-00000.jsonl"), "utf8")).toBe(
      '{"text":"one text, twice"}\n{"text":"another one"}\n',
    );
  });
});

test("the package holds what it needs and nothing else", () => {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1));
  // Compiled CUDA kernels are there where they were built before.
  const many = /^dist\/[\w-]+(\.d)?\.[jt]s$|^build\/cuda\/[\w-]+(\.\w+)?\.fatbin$/;
  expect(files.filter((path) => !many.test(path)).toSorted()).toEqual([
    "LICENSE",
    "README.md",
    "docs/plan.schema.json",
    "docs/profile.schema.json",
    "docs/validation.schema.json",
    "package.json",
  ]);
  for (const name of ["index.js", "index.d.ts", "node.js", "node.d.ts", "cli.js"]) {
    expect(files).toContain(`dist/${name}`);
  }
});

/** Packages and built-in modules that a file imports. */
function imported(code: string): string[] {
  const found = code.matchAll(
    /(?:^import|^export|^} )[^;'"]*?["']([^."'][^"']*)["']|import\("([^."][^"]*)"\)/gm,
  );
  const names = [...found].map(([, still, late]) => (still ?? late)!);
  // An entry point of a package is not a package.
  return [...new Set(names.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)![0]))].toSorted();
}

test("what the code imports is what the package depends on", () => {
  const builtIn = new Set(builtinModules);
  const packages = new Set(
    readdirSync(join(installed, "dist"))
      .filter((name) => name.endsWith(".js"))
      .flatMap((name) => imported(dist(name)))
      .filter((name) => !name.startsWith("node:") && !builtIn.has(name)),
  );
  expect([...packages].toSorted()).toEqual(
    Object.keys({ ...packageJson.dependencies, ...packageJson.optionalDependencies }).toSorted(),
  );
});

test("what runs anywhere imports nothing, and knows no process", () => {
  expect(imported(dist("index.js"))).toEqual([]);
  expect(dist("index.js")).not.toMatch(/\bprocess\.|\bBuffer\b|\brequire\(/);
});

test.each(["index", "node"])("the API of %s is the one that was agreed to", async (name) => {
  const api = await extractDts(`${name}.d.ts`, dist(`${name}.d.ts`));
  await expect(`${api.trim()}\n`).toMatchFileSnapshot(`__snapshots__/${name}.d.ts`);
});

describe("a page that imports", () => {
  /** Bytes of the page's script, minified and compressed. */
  async function size(program: string): Promise<number> {
    const result = await build({
      configFile: false,
      root: folder,
      logLevel: "error",
      build: { write: false, modulePreload: false, rolldownOptions: { input: "program" } },
      plugins: [
        {
          name: "program",
          resolveId: (id) => (id === "program" ? "\0program" : undefined),
          load: (id) => (id === "\0program" ? program : undefined),
        },
      ],
    });
    const files = [result].flat().flatMap((built) => ("output" in built ? built.output : []));
    return files.reduce(
      (sum, file) => sum + (file.type === "chunk" ? gzipSync(file.code).length : 0),
      0,
    );
  }

  test.each([
    [
      "textColumn alone",
      500,
      `import { textColumn } from "sluice"; console.log(textColumn(["a"]));`,
    ],
    [
      "a device and one kernel",
      70_000,
      `import { execute, Graph, kernels, openDevice } from "sluice";
       const graph = new Graph("count");
       const values = graph.zeros("values", "u32", 4);
       graph.dispatch(kernels.iota, { values }, { count: 4 });
       graph.output("values", values);
       console.log(await execute(await openDevice(), graph, {}));`,
    ],
  ])("%s takes at most %i bytes", async (_, budget, program) => {
    const bytes = await size(program);
    expect(bytes).toBeLessThanOrEqual(budget);
    expect(bytes).toBeGreaterThan(budget / 2);
  });
});
