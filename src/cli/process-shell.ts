import { readFile, writeFile } from "node:fs/promises";
import packageJson from "../../package.json" with { type: "json" };
import type { Api } from "./api.ts";
import { CliError, STOPPED, exitCodeOf } from "./error.ts";
import { readEarly } from "./everywhere.ts";
import { SHOW_CURSOR } from "./live-progress.ts";
import type { Shell } from "./shell.ts";
import { createScreen } from "./terminal.ts";

/** The shell of this process: its streams, its signals, its files. */
export function processShell(args: readonly string[], api: () => Promise<Api>): Shell {
  const { env, stdout, stderr } = process;
  const options = { color: readEarly(args).color, env, platform: process.platform };
  for (const stream of [stdout, stderr]) stream.on("error", endQuietlyWithoutReader);
  const err = createScreen(stderr, options);
  const live = err.terminal && !env["CI"] && env["TERM"] !== "dumb";
  if (live) process.on("exit", () => stderr.write(SHOW_CURSOR));
  return {
    version: packageJson.version,
    args,
    out: createScreen(stdout, options),
    err,
    live,
    clock: {
      now: () => performance.now(),
      every(milliseconds, call) {
        const timer = setInterval(call, milliseconds).unref();
        return () => clearInterval(timer);
      },
    },
    platform: `${process.platform} ${process.arch}`,
    api,
    readText,
    writeText,
    onInterrupt,
  };
}

/** `sluice … | head` is no failure. */
function endQuietlyWithoutReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const known: Record<string, string> = {
      ENOENT: "There is no file",
      EISDIR: "A folder was given for a file:",
      EACCES: "There is no permission to read",
    };
    const message = `${known[reason] ?? "It was not possible to read"} ${path}.`;
    const fix = "check the path; relative paths start at the current folder";
    throw new CliError("FILE", message, { where: path, fix, cause });
  }
}

async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const fix = "name a file in a folder that can be written";
    throw new CliError("FILE", `${path} cannot be written: ${reason}`, { where: path, fix, cause });
  }
}

function onInterrupt(call: () => void): () => void {
  let asked = false;
  const listener = (): void => {
    if (asked) process.exit(exitCodeOf({ code: STOPPED, message: "" }));
    asked = true;
    call();
  };
  process.on("SIGINT", listener);
  process.on("SIGTERM", listener);
  return () => {
    process.off("SIGINT", listener);
    process.off("SIGTERM", listener);
  };
}
