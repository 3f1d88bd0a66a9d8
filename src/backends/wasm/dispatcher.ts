import { KernelError } from "../../core/errors.ts";
import type { Kernel, Params, ParamTypes } from "../../core/kernel.ts";
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

export interface Launch {
  readonly kernel: Kernel;
  readonly twin: Twin;
  /** Of the buffers, in the order of the kernel's bindings. */
  readonly addresses: readonly number[];
  readonly params: Params<ParamTypes>;
}

/** Runs twins: short dispatches on the calling thread, the others on the thread pool. */
export class Dispatcher {
  readonly twins: Twins;
  readonly threads: number;
  disposed = false;
  /** Nothing where there are no threads. */
  readonly #pool: ThreadPool | undefined;
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
    this.threads = Math.min(threads, host.maxThreads);
    if (this.threads > 0) {
      const scratches = Array.from(
        { length: this.threads },
        () => heap.allocate("scratch memory of a thread", SCRATCH_BYTES).offset,
      );
      const binaries = (): Uint8Array[] => this.twins.binaries();
      this.#pool = new ThreadPool({ host, memory: heap.memory, scratches, modules: binaries });
    }
  }

  startThreads(): void {
    this.#pool?.start();
  }

  /** Runs one dispatch of a twin to its end. */
  async dispatch(launch: Launch): Promise<void> {
    const { name, workgroupSize } = launch.kernel;
    const groups = Math.ceil(launch.kernel.invocations(launch.params) / workgroupSize);
    if (groups === 0) return;
    const expected = groups * (this.#cost.get(name) ?? FIRST_GUESS_SECONDS);
    const seconds =
      this.#pool && expected >= this.#inlineSeconds
        ? await this.#runOnPool(this.#pool, launch, groups)
        : this.#runInline(launch, groups);
    this.#cost.set(name, seconds / groups);
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await this.#pool?.dispose();
  }

  #runInline({ kernel, twin, addresses, params }: Launch, groups: number): number {
    this.#writeParams(this.#ownParams, kernel, params);
    const started = performance.now();
    try {
      twin.run(this.#ownParams.offset, ...addresses, this.#scratch.offset, 0, groups);
    } catch (cause) {
      throw trapped(kernel, String(cause));
    }
    return (performance.now() - started) / 1000;
  }

  async #runOnPool(
    pool: ThreadPool,
    { kernel, twin, addresses, params }: Launch,
    groups: number,
  ): Promise<number> {
    const { trap, busySeconds } = await pool.run({
      module: twin.index,
      addresses: [this.#poolParams.offset, ...addresses],
      groups,
      begin: () => this.#writeParams(this.#poolParams, kernel, params),
    });
    if (trap !== undefined) throw trapped(kernel, trap);
    return busySeconds;
  }

  #writeParams({ offset }: Range, kernel: Kernel, params: Launch["params"]): void {
    const view = new DataView(this.#heap.buffer, offset, PARAM_BYTES);
    Object.entries(kernel.params).forEach(([name, element], i) => {
      if (element === "f32") view.setFloat32(i * 4, params[name]!, true);
      else view.setUint32(i * 4, params[name]!, true);
    });
  }
}

function trapped(kernel: Kernel, trap: string): KernelError {
  return new KernelError(kernel.name, `Its WASM twin trapped: ${trap}.`, {
    rule: "a twin stays within its buffers",
    fix: `run with --device cpu, and report this with the input: it is a bug of ${kernel.wasm}`,
  });
}
