import { DeviceLostError, DisposedError } from "../../core/errors.ts";
import { assert } from "../../core/assert.ts";
import { CONTROL_WORDS, MAX_ARGUMENTS, threadSource, word } from "./thread-source.ts";
import type { Thread, ThreadHost, ThreadStart } from "./threads.ts";

/** Chunks that each thread takes on average: enough to even out unequal workgroups. */
const CHUNKS_PER_THREAD = 16;

interface PoolOptions {
  readonly host: ThreadHost;
  readonly memory: WebAssembly.Memory;
  /** One address of scratch memory for each thread. */
  readonly scratches: readonly number[];
  /** The twins' binaries, decoded only if threads are started. */
  modules(): readonly Uint8Array[];
}

interface Work {
  /** Index of the twin. */
  readonly module: number;
  readonly addresses: readonly number[];
  readonly groups: number;
  /** Called when the dispatch's turn has come, before any thread sees it. */
  begin(): void;
}

interface Done {
  /** What the twin trapped on, if it did. */
  readonly trap: string | undefined;
  /** Seconds of work, summed over the threads. */
  readonly busySeconds: number;
}

/** Threads that wait in shared memory for dispatches and divide their workgroups among them. */
export class ThreadPool {
  readonly #options: PoolOptions;
  readonly #control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * 4));
  #threads: Thread[] | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #traps: string[] = [];
  #complete = false;
  #settle: (() => void) | undefined;
  #lost: DeviceLostError | undefined;
  #disposed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#options.scratches.length;
  }

  /** Starts the threads, if they are not. */
  start(): void {
    if (!this.#disposed) this.#threads ??= this.#start();
  }

  /** Runs one dispatch when those before it are done. */
  async run(work: Work): Promise<Done> {
    const turn = this.#queue.then(() => this.#run(work));
    this.#queue = turn.catch(() => {});
    return await turn;
  }

  async dispose(): Promise<void> {
    await this.#queue;
    this.#disposed = true;
    await Promise.all((this.#threads ?? []).map((thread) => thread.end()));
    this.#threads = undefined;
  }

  async #run(work: Work): Promise<Done> {
    const { module, addresses, groups } = work;
    if (this.#disposed) throw new DisposedError("the wasm device");
    assert(addresses.length <= MAX_ARGUMENTS, `a twin takes ${addresses.length} addresses`);
    this.start();
    if (this.#lost) throw this.#lost;

    work.begin();
    const control = this.#control;
    const chunk = Math.ceil(groups / (this.size * CHUNKS_PER_THREAD));
    const width = Math.min(this.size, Math.ceil(groups / chunk));
    control.set(addresses, word.arguments);
    control[word.argumentCount] = addresses.length;
    control[word.module] = module;
    control[word.groups] = groups;
    control[word.chunk] = chunk;
    control[word.next] = 0;
    control[word.trapped] = 0;
    control[word.busy] = 0;
    control[word.running] = width;
    this.#traps = [];
    this.#complete = false;
    const done = new Promise<void>((resolve) => {
      this.#settle = resolve;
    });
    const [first] = this.#threads!;
    first!.hold(true);
    // Tickets come last: whoever gets one sees all of the above.
    Atomics.store(control, word.tickets, width);
    Atomics.add(control, word.generation, 1);
    Atomics.notify(control, word.generation);
    await done;
    first!.hold(false);
    if (this.#lost) throw this.#lost;
    return { trap: this.#traps[0], busySeconds: control[word.busy]! / 1e6 };
  }

  #start(): Thread[] {
    const modules = this.#options.modules();
    return this.#options.scratches.map((scratch) => {
      const { host, memory } = this.#options;
      const start: ThreadStart = { memory, control: this.#control, modules, scratch };
      return host.start(threadSource, start, {
        message: (text) => this.#hear(text),
        lost: (cause) => this.#lose(cause),
      });
    });
  }

  #hear(text: string): void {
    if (text) this.#traps.push(text);
    else this.#complete = true;
    // Messages of different threads may overtake each other: those of traps may come last.
    const allHeard = this.#traps.length === Atomics.load(this.#control, word.trapped);
    if (this.#complete && allHeard) this.#settle?.();
  }

  #lose(cause: unknown): void {
    this.#lost ??= new DeviceLostError(`A thread of the wasm device was lost: ${String(cause)}.`, {
      rule: "threads live as long as their device",
      fix: "run again; if it happens again, with fewer threads or less memory",
      cause,
    });
    this.#settle?.();
  }
}
