import { execFile } from "node:child_process";
import { performance } from "node:perf_hooks";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { iota, prepareGrind } from "./kernels.ts";
import { openWatched, present } from "./support.ts";

/** Runs a program in a process of its own; a crash rejects. */
async function run(program: URL, ...flags: string[]): Promise<string> {
  const quiet = "--disable-warning=ExperimentalWarning";
  const { stdout } = await promisify(execFile)(process.execPath, [
    quiet,
    ...flags,
    program.pathname,
  ]);
  return stdout;
}

describe.runIf(present)("Dawn in Node", () => {
  test("survives that its instance is held by nobody else", async () => {
    const program = new URL("children/collected.ts", import.meta.url);
    expect(await run(program, "--expose-gc")).toBe("survived\n");
  });

  test("lets a worker thread end that closed its device in the middle of a run", async () => {
    const program = new URL("children/worker.ts", import.meta.url);
    expect(await run(program)).toBe("the worker ended with 0\n");
  });

  test("prints nothing on stdout when it reports an error", async () => {
    const program = new URL("children/stray-error.ts", import.meta.url);
    expect(await run(program)).toBe("data\n");
  });

  test("leaves the event loop idle while it waits for a device", async () => {
    await using watched = await openWatched();
    await using slow = await prepareGrind(watched.device, 64, 4_000_000);
    const values = iota(64);
    const before = performance.eventLoopUtilization();
    for (let i = 0; i < 3; i++) await slow.run({ values });
    const { utilization, idle } = performance.eventLoopUtilization(before);
    expect(idle).toBeGreaterThan(100);
    expect(utilization).toBeLessThan(0.4);
  });

  test("leaves setImmediate as it was for everybody else", async () => {
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      setTimeout(() => order.push("timeout"), 30);
      setImmediate((word: string) => {
        order.push(word);
        resolve();
      }, "immediate");
    });
    expect(order).toEqual(["immediate"]);
    expect(await promisify(setImmediate)("value")).toBe("value");
    const cancelled = setImmediate(() => order.push("cancelled"));
    clearImmediate(cancelled);
    await promisify(setImmediate)();
    expect(order).toEqual(["immediate"]);
  });
});
