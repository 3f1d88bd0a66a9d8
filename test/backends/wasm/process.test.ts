import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { build } from "vite";
import { afterAll, describe, expect, test } from "vitest";
import { wgsl } from "../../../scripts/wgsl-plugin.ts";

const run = promisify(execFile);
const source = join(import.meta.dirname, "child.ts");
const output = "50000 ".repeat(20);

test.each(["leave", "dispose"])(
  "from source, a process that opened a device ends by itself (%s)",
  async (mode) => {
    const flags = ["--import", "./scripts/wgsl-hooks.ts"];
    const { stdout } = await run(process.execPath, [...flags, source, mode], { timeout: 30_000 });
    expect(stdout).toBe(output);
  },
);

/** The oldest Node on the path that the published package supports, if it is not this one. */
function otherNode(): { path: string; version: string } | undefined {
  const found = (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "node"))
    .filter((path) => existsSync(path))
    .map((path) => ({ path, version: execFileSync(path, ["-v"], { encoding: "utf8" }).trim() }));
  return found.find(({ version }) => /^v(20|22)\./.test(version));
}

const other = otherNode();

describe.skipIf(!other)(`bundled into one file, on Node ${other?.version ?? "20"}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bundle-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  let bundled: Promise<unknown> | undefined;
  const bundle = (): Promise<unknown> =>
    (bundled ??= build({
      configFile: false,
      logLevel: "silent",
      plugins: [wgsl()],
      ssr: { noExternal: true },
      build: {
        ssr: source,
        outDir: folder,
        target: "node20",
        minify: true,
        rolldownOptions: { output: { entryFileNames: "bundle.mjs" } },
      },
    }));

  test.each(["leave", "dispose"])("threads start without a file and end (%s)", async (mode) => {
    await bundle();
    const { stdout } = await run(other!.path, [join(folder, "bundle.mjs"), mode], {
      cwd: folder,
      timeout: 30_000,
    });
    expect(stdout).toBe(output);
  });
});
