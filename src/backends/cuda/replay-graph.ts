import type { Variables } from "../../graph/scalar.ts";
import { resolve } from "../../graph/scalar.ts";
import type { Context } from "./context.ts";
import type { DevicePointer, Handle } from "./driver.ts";
import { kernelNode, memcpyNode, memsetNode } from "./graph-nodes.ts";
import { groupsOf, type Launch, named } from "./launch.ts";
import type { KernelStep, Step } from "./steps.ts";

/** A copy is one row of a node's, and a row is shorter than this. */
const LONGEST_COPY = 2 ** 31;

/** Whether steps can be a graph, and there are any. */
export function canBeGraph(steps: readonly Step[]): boolean {
  const fits = (step: Step): boolean => step.kind !== "copy" || step.byteLength < LONGEST_COPY;
  return steps.length > 0 && steps.every(fits);
}

interface KernelNode {
  readonly step: KernelStep;
  readonly node: DevicePointer;
  params: readonly number[];
  enabled: boolean;
}

/**
 * The steps of a recording as a CUDA graph: one call starts all of them, and the driver has checked
 * them before. A run tells the driver only of the kernels whose arguments differ from the last one's.
 */
export class ReplayGraph {
  readonly #context: Context;
  readonly #graph: Handle;
  readonly #replay: Handle;
  readonly #kernels: readonly KernelNode[];

  /** Steps follow each other in their order, as on a stream. */
  constructor(context: Context, steps: readonly Step[], variables: Variables) {
    const { driver, args, current } = context;
    this.#context = context;
    this.#graph = driver.handle("cuGraphCreate", 0);
    try {
      const kernels: KernelNode[] = [];
      let after: DevicePointer[] = [];
      const add = (name: "Kernel" | "Memset" | "Memcpy" | "EventRecord", ...what: unknown[]) => {
        const before = BigUint64Array.from(after, BigInt);
        const given = [this.#graph, before, before.length, ...what];
        const node = driver.pointer(`cuGraphAdd${name}Node`, ...given);
        after = [node];
        return node;
      };
      for (const step of steps) {
        if (step.kind === "clear") add("Memset", memsetNode(step.to, step.byteLength), current);
        else if (step.kind === "copy") {
          add("Memcpy", memcpyNode(step.to, step.from, step.byteLength), current);
        } else {
          const launch = launchOf(step, variables);
          add("EventRecord", step.events.from);
          const node = named(step.kernel, () => add("Kernel", kernelNode(driver, args, launch)));
          add("EventRecord", step.events.to);
          kernels.push({ step, node, params: launch.params, enabled: true });
        }
      }
      this.#kernels = kernels;
      this.#replay = driver.handle("cuGraphInstantiate", this.#graph, 0);
    } catch (error) {
      driver.release("cuGraphDestroy", this.#graph);
      throw error;
    }
  }

  /** Puts all steps on the stream. */
  start(stream: Handle, variables: Variables): void {
    const { driver, args } = this.#context;
    for (const kernel of this.#kernels) {
      const { step, node } = kernel;
      const launch = launchOf(step, variables);
      const enabled = groupsOf(launch) > 0;
      if (enabled !== kernel.enabled) {
        driver.call("cuGraphNodeSetEnabled", this.#replay, node, enabled ? 1 : 0);
        kernel.enabled = enabled;
      }
      if (!enabled || launch.params.every((param, i) => Object.is(param, kernel.params[i])))
        continue;
      named(step.kernel, () => {
        const params = kernelNode(driver, args, launch);
        driver.call("cuGraphExecKernelNodeSetParams", this.#replay, node, params);
      });
      kernel.params = launch.params;
    }
    driver.call("cuGraphLaunch", this.#replay, stream);
  }

  destroy(): void {
    this.#context.driver.release("cuGraphExecDestroy", this.#replay);
    this.#context.driver.release("cuGraphDestroy", this.#graph);
  }
}

/** A kernel with the arguments of this run. */
export function launchOf(step: KernelStep, variables: Variables): Launch {
  return { ...step, params: step.params.map((param) => resolve(param, variables)) };
}
