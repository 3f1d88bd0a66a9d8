import { writeFileSync } from "node:fs";
import { processShell } from "../../../src/cli/process-shell.ts";
import { runCli } from "../../../src/cli/program.ts";
import { silent } from "../../../src/telemetry/progress.ts";
import * as api from "../../../src/node.ts";

/** What is done to a command line while it runs. */
export interface Interference {
  readonly args: readonly string[];
  /** Sent by the process to itself when the phase begins, or as often told of progress in it. */
  readonly signal?: "SIGINT" | "SIGKILL";
  readonly phase?: string;
  readonly advances?: number;
  readonly options?: api.RunOptions;
}

const { args, signal, phase, advances = 0, options } = JSON.parse(process.argv[2]!) as Interference;
let left = advances;

/** Called when the phase begins, and each time it goes on. */
const interfere = (current: string): void => {
  if (signal === undefined || current !== phase || left-- !== 0) return;
  process.kill(process.pid, signal);
};

const runPlan: typeof api.runPlan = async (plan, request) => {
  const progress = request?.progress ?? silent;
  return await api.runPlan(plan, {
    ...request,
    ...options,
    progress: {
      start(started, ...rest) {
        progress.start(started, ...rest);
        interfere(started);
      },
      advance(current, ...rest) {
        progress.advance(current, ...rest);
        interfere(current);
      },
      end: (ended) => progress.end(ended),
      note: (message) => progress.note(message),
    },
  });
};

process.exitCode = await runCli(processShell(args, async () => ({ ...api, runPlan })));
writeFileSync(3, String(process.resourceUsage().maxRSS * 1024));
