import { Worker } from "node:worker_threads";
import { FileError } from "../core/errors.ts";

/** Size and SHA-256, in hex, of a file. */
export interface FileDigest {
  readonly byteLength: number;
  readonly sha256: string;
}

type Answer = { readonly id: number } & (FileDigest | { readonly error: string });

const source = `
const { closeSync, openSync, readSync } = require("node:fs");
const { createHash } = require("node:crypto");
const { parentPort } = require("node:worker_threads");
const buffer = new Uint8Array(1 << 20);
const open = new Map();
function opened(paths) {
  // A file that grew under another name may have its own by now.
  for (const path of paths.slice(0, -1)) {
    try {
      return openSync(path, "r");
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
  return openSync(paths.at(-1), "r");
}
parentPort.on("message", ({ id, paths, last }) => {
  try {
    if (!open.has(id)) {
      open.set(id, { file: opened(paths), hash: createHash("sha256"), byteLength: 0 });
    }
    const { file, hash, byteLength } = open.get(id);
    let end = byteLength;
    for (let read = 0; (read = readSync(file, buffer)) > 0; end += read) {
      hash.update(buffer.subarray(0, read));
    }
    open.get(id).byteLength = end;
    if (!last) return;
    closeSync(file);
    open.delete(id);
    parentPort.postMessage({ id, byteLength: end, sha256: hash.digest("hex") });
  } catch (error) {
    if (last) parentPort.postMessage({ id, error: error.message });
  }
});
`;

/** A file that is digested while it grows. */
export interface GrowingFile {
  /** There is more in it now. */
  grown(): void;
  /** It has its own name, and all that it will have. */
  end(): Promise<FileDigest>;
}

/** Digests files on a thread of its own, so that a run does not wait for it. */
export class Digester implements AsyncDisposable {
  readonly #worker = new Worker(source, { eval: true, name: "sluice-digest", execArgv: [] });
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #next = 0;

  constructor() {
    this.#worker.unref();
    this.#worker.on("message", (answer: Answer) => {
      this.#waiting.get(answer.id)!(answer);
      this.#waiting.delete(answer.id);
      if (this.#waiting.size === 0) this.#worker.unref();
    });
  }

  async digest(path: string): Promise<FileDigest> {
    return await this.#end(this.#next++, [path]);
  }

  /** A file that is written under a temporary name until it is whole. */
  follow(temporary: string, path: string): GrowingFile {
    const id = this.#next++;
    const paths = [temporary, path];
    return {
      grown: () => this.#worker.postMessage({ id, paths, last: false }),
      end: () => this.#end(id, paths),
    };
  }

  async #end(id: number, paths: readonly string[]): Promise<FileDigest> {
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#worker.ref();
      this.#worker.postMessage({ id, paths, last: true });
    });
    if ("error" in answer) {
      const path = paths.at(-1)!;
      throw new FileError(`${path} cannot be read: ${answer.error}.`, { where: path });
    }
    return { byteLength: answer.byteLength, sha256: answer.sha256 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Where nothing else is left to do, Node would not wait for its end.
    this.#worker.ref();
    await this.#worker.terminate();
  }
}
