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
parentPort.on("message", ({ id, path }) => {
  try {
    const file = openSync(path, "r");
    const hash = createHash("sha256");
    let byteLength = 0;
    for (let read = 0; (read = readSync(file, buffer)) > 0; byteLength += read) {
      hash.update(buffer.subarray(0, read));
    }
    closeSync(file);
    parentPort.postMessage({ id, byteLength, sha256: hash.digest("hex") });
  } catch (error) {
    parentPort.postMessage({ id, error: error.message });
  }
});
`;

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
    const id = this.#next++;
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#worker.ref();
      this.#worker.postMessage({ id, path });
    });
    if ("error" in answer) {
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
