import { DisposedError } from "./errors.ts";

/** Calls in progress on something that can be closed: closing waits for them and admits no more. */
export class Work {
  readonly #what: string;
  readonly #calls = new Set<Promise<unknown>>();
  #closed = false;

  constructor(what: string) {
    this.#what = what;
  }

  get busy(): boolean {
    return this.#calls.size > 0;
  }

  async do<T>(call: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new DisposedError(this.#what);
    const result = call();
    this.#calls.add(result);
    try {
      return await result;
    } finally {
      this.#calls.delete(result);
    }
  }

  /** False when it was closed before. */
  async close(): Promise<boolean> {
    const first = !this.#closed;
    this.#closed = true;
    await Promise.allSettled(this.#calls);
    return first;
  }
}
