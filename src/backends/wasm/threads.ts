/** What a thread needs to serve dispatches for the rest of its life. */
export interface ThreadStart {
  readonly memory: WebAssembly.Memory;
  /** The words through which dispatches are handed out; see `thread-source.ts`. */
  readonly control: Int32Array;
  /** The twins' binaries; a dispatch names one by its index. */
  readonly modules: readonly Uint8Array[];
  /** Address of the thread's own scratch memory. */
  readonly scratch: number;
}

interface ThreadEvents {
  /** A trap of the dispatch in progress, or "" when the dispatch is complete. */
  message(text: string): void;
  /** The thread could not start, or ended by itself. */
  lost(cause: unknown): void;
}

export interface Thread {
  /** Whether the process must stay alive for this thread. */
  hold(held: boolean): void;
  end(): Promise<void>;
}

/** Starts threads in one kind of place: Node, a browser. */
export interface ThreadHost {
  /** Most threads this place can start; 0 where it cannot share memory. */
  readonly maxThreads: number;
  start(source: string, start: ThreadStart, events: ThreadEvents): Thread;
}
