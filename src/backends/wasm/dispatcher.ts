import { KernelError } from "../../core/errors.ts";
import type { Kernel } from "../../core/kernel.ts";
import type { Heap, Range } from "./heap.ts";
import { ThreadPool } from "./pool.ts";
import type { ThreadHost } from "./threads.ts";
import type { Twin } from "./twin.ts";
import { Twins } from "./twin.ts";

const SCRATCH_BYTES = 2 ** 20;
const PARAM_BYTES = 1024;
/** What a workgroup is taken to cost until one has been measured. */
const FIRST_GUESS_SECONDS = 1e-6;

interface DispatcherOptions {
  readonly heap: Heap;
  readonly host: ThreadHost;
  readonly threads: number;
  readonly modules: Readonly<Record<string, string>>;
  /** A dispatch expected to take less than this runs on the calling thread. */
  readonly inlineSeconds: number;
}

/** Runs twins: short dispatches on the calling thread, the others on the thread pool. */
export class Dispatcher {
  readonly twins: Twins;
  readonly #pool: ThreadPool;
  readonly #heap: Heap;
  readonly #inlineSeconds: number;
  readonly #scratch: Range;
  /** Parameters of the dispatch on the calling thread, and of the one on the pool. */
  readonly #ownParams: Range;
  readonly #poolParams: Range;
  /** Measured seconds per workgroup on one thread, by kernel. */
  readonly #cost = new Map<string, number>();

  constructor({ heap, host, threads, modules, inlineSeconds }: DispatcherOptions) {
    this.#heap = heap;
    this.#inlineSeconds = inlineSeconds;
    this.#ownParams = heap.allocate("parameters", PARAM_BYTES);
    this.#poolParams = heap.allocate("parameters", PARAM_BYTES);
    this.#scratch = heap.allocate("scratch memory", SCRATCH_BYTES);
    this.twins = new Twins(modules, heap.memory);
    this.#pool = new ThreadPool({
      host,
      memory: heap.memory,
      scratches: Array.from(
        { length: Math.min(threads, host.maxThreads) },
        () => heap.allocate("scratch memory of a thread", SCRATCH_BYTES).offset,
      ),
      modules: () => this.twins.binaries(),
    });
  }

  get threads(): number {
    return this.#pool.size;
  }

  /** One dispatch of a twin; `params` in the order of the kernel's. */
  async dispatch(
    kernel: Kernel,
    twin: Twin,
    buffers: readonly number[],
    params: readonly number[],
  ): Promise<void> {
    const names = Object.keys(kernel.params);
    const byName = Object.fromEntries(names.map((name, i) => [name, params[i]!]));
    const groups = Math.ceil(kernel.invocations(byName) / kernel.workgroupSize);
    if (groups === 0) return;
    const expected = groups * (this.#cost.get(kernel.name) ?? FIRST_GUESS_SECONDS);
    const inline = this.#pool.size === 0 || expected < this.#inlineSeconds;
    const seconds = inline
      ? this.#runInline(kernel, twin, buffers, params, groups)
      : await this.#runOnPool(kernel, twin, buffers, params, groups);
    this.#cost.set(kernel.name, seconds / groups);
  }

  async dispose(): Promise<void> {
    await this.#pool.dispose();
  }

  #runInline(
    kernel: Kernel,
    twin: Twin,
    buffers: readonly number[],
    params: readonly number[],
    groups: number,
  ): number {
    this.#writeParams(this.#ownParams, kernel, params);
    const started = performance.now();
    try {
      twin.run(this.#ownParams.offset, ...buffers, this.#scratch.offset, 0, groups);
    } catch (cause) {
      throw trapped(kernel, String(cause), cause);
    }
    return (performance.now() - started) / 1000;
  }

  async #runOnPool(
    kernel: Kernel,
    twin: Twin,
    buffers: readonly number[],
    params: readonly number[],
    groups: number,
  ): Promise<number> {
    const { trap, busySeconds } = await this.#pool.run({
      module: twin.index,
      addresses: [this.#poolParams.offset, ...buffers],
      groups,
      begin: () => this.#writeParams(this.#poolParams, kernel, params),
    });
    if (trap) throw trapped(kernel, trap);
    return busySeconds;
  }

  #writeParams({ offset }: Range, kernel: Kernel, params: readonly number[]): void {
    const view = new DataView(this.#heap.buffer, offset, PARAM_BYTES);
    Object.values(kernel.params).forEach((element, i) => {
      if (element === "f32") view.setFloat32(i * 4, params[i]!, true);
      else view.setUint32(i * 4, params[i]!, true);
    });
  }
}

function trapped(kernel: Kernel, trap: string, cause?: unknown): KernelError {
  return new KernelError(kernel.name, `Its WASM twin trapped: ${trap}.`, {
    rule: "a twin stays within its buffers",
    fix: `run with --device cpu, and report this with the input: it is a bug of ${kernel.wasm}`,
    cause,
  });
}
