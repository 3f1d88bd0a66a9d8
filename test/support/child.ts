import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Interference } from "./children/dedup.ts";

const root = join(import.meta.dirname, "..", "..");
const hooks = join(root, "scripts", "wgsl-hooks.ts");
const script = join(import.meta.dirname, "children", "dedup.ts");

export interface Ended {
  /** Absent where a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Most bytes that were ever resident; absent where a signal ended it. */
  readonly maxRss: number | undefined;
}

/** Runs a command line in a process of its own. */
export async function inChild(interference: Interference): Promise<Ended> {
  const node = ["--import", hooks, script, JSON.stringify(interference)];
  const child = spawn(process.execPath, node, { stdio: ["ignore", "pipe", "pipe", "pipe"] });
  const written = ["", "", "", ""];
  for (const [i, stream] of child.stdio.entries()) {
    if (i > 0) stream!.on("data", (chunk: Buffer) => void (written[i] += chunk.toString()));
  }
  const exitCode = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const [, stdout = "", stderr = "", maxRss = ""] = written;
  return { exitCode, stdout, stderr, maxRss: maxRss === "" ? undefined : Number(maxRss) };
}
