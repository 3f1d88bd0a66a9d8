import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Everything `npm test` does: system packages when it may, then every check and every test. */
const root = join(import.meta.dirname, "..");
const path = join(root, "node_modules", ".bin") + delimiter + (process.env["PATH"] ?? "");
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function run(command: string, ...args: string[]): boolean {
  say(`\n$ ${[command, ...args].join(" ")}`);
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, PATH: path },
  });
  return status === 0;
}

/** Chromium is the browser of the system tests; its package also carries a software Vulkan driver. */
function installChromium(): void {
  if (existsSync("/usr/lib/chromium/vk_swiftshader_icd.json")) return;
  const quiet = { stdio: "ignore" } as const;
  const apt = spawnSync("apt-get", ["--version"], quiet).status === 0;
  if (apt && process.getuid?.() === 0) {
    run("apt-get", "-qq", "update");
    if (run("apt-get", "-qq", "-y", "install", "chromium")) return;
  }
  say("Chromium is not installed: the browser tests and WebGPU execution are skipped by name.");
  say("To run them: sudo apt-get install chromium");
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

installChromium();
const results = join(root, "build", "test-results.json");
const steps: [string, ...string[]][] = [
  ["oxfmt", "--check", "."],
  ["npm", "run", "--silent", "lint"],
  ["tsc"],
  ["npm", "run", "--silent", "build"],
  [
    "vitest",
    "run",
    "--project",
    "all",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${results}`,
  ],
];
const failed = steps.filter(([command, ...args]) => !run(command, ...args));

if (existsSync(results)) {
  const report = JSON.parse(readFileSync(results, "utf8")) as Report;
  const skipped = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "skipped" || status === "pending");
  for (const { fullName } of skipped) say(`skipped: ${fullName}`);
  for (const step of failed) say(`failed: ${step.join(" ")}`);
  say(
    `${report.numPassedTests} passed, ${report.numFailedTests} failed, ${report.numPendingTests} skipped`,
  );
}
process.exitCode = failed.length === 0 ? 0 : 1;
