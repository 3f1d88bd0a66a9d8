import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem, type } from "node:os";

/** Where and when something was measured. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  readonly date: string;
  /** With `-dirty` when files differed from it. */
  readonly commit: string;
}

export function machine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryBytes:
      process.constrainedMemory() > 0
        ? Math.min(process.constrainedMemory(), totalmem())
        : totalmem(),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    date: new Date().toISOString().slice(0, 10),
    commit: process.env["SLUICE_COMMIT"] ?? commit(),
  };
}

function commit(): string {
  const git = (...args: string[]): string =>
    execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    const changed = git("status", "--porcelain", "--", ".", ":!bench/results") !== "";
    return git("rev-parse", "--short", "HEAD") + (changed ? "-dirty" : "");
  } catch {
    return "unknown";
  }
}

/**
 * Most memory of this process, in bytes. What `resourceUsage` tells begins with that of the process
 * that started it.
 */
export function peakMemory(): number {
  if (!existsSync("/proc/self/status")) return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

/** One line to put above a table. */
export function describeMachine(at: Machine): string {
  const { processor, cores, memoryBytes, system, node, date, commit: version } = at;
  const memory = `${Math.round(memoryBytes / 2 ** 30)} GiB`;
  return `${processor}, ${cores} cores, ${memory}, ${system}, Node ${node}, commit ${version}, ${date}`;
}
