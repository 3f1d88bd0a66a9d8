import { readSync, writeSync } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { fileError } from "../io/file-error.ts";
import type { Scratch } from "../stages/stage.ts";

/** Where words are that went to disk. */
interface Place {
  readonly position: number;
  readonly length: number;
}

/**
 * Keeps words in memory up to a number of bytes, and beyond it in a file of the work folder, which
 * is made when it is needed and is gone when the scratch is closed.
 */
export class ScratchFile implements Scratch {
  readonly #path: string;
  readonly #memoryBytes: number;
  #held: (Uint32Array | Place)[] = [];
  #inMemory = 0;
  #onDisk = 0;
  #file: FileHandle | undefined;

  constructor(path: string, memoryBytes: number) {
    this.#path = path;
    this.#memoryBytes = memoryBytes;
  }

  async put(words: Uint32Array): Promise<number> {
    const { byteLength } = words;
    if (this.#inMemory + byteLength <= this.#memoryBytes) {
      this.#inMemory += byteLength;
      return this.#held.push(words.slice()) - 1;
    }
    try {
      this.#file ??= await open(this.#path, "w+");
      const bytes = new Uint8Array(words.buffer, words.byteOffset, byteLength);
      for (let done = 0; done < byteLength;) {
        done += writeSync(this.#file.fd, bytes, done, byteLength - done, this.#onDisk + done);
      }
    } catch (cause) {
      throw fileError(this.#path, cause, "written");
    }
    const place = { position: this.#onDisk, length: words.length };
    this.#onDisk += byteLength;
    return this.#held.push(place) - 1;
  }

  take(id: number, target: Uint32Array): void {
    const held = this.#held[id]!;
    if (held instanceof Uint32Array) {
      target.set(held);
      return;
    }
    const bytes = new Uint8Array(target.buffer, target.byteOffset, held.length * 4);
    try {
      for (let done = 0; done < bytes.length;) {
        const at = held.position + done;
        const read = readSync(this.#file!.fd, bytes, done, bytes.length - done, at);
        if (read === 0) throw new Error(`it ends before byte ${at}`);
        done += read;
      }
    } catch (cause) {
      throw fileError(this.#path, cause, "read");
    }
  }

  clear(): void {
    this.#held = [];
    this.#inMemory = 0;
    // The file stays as long as it is: what is written next goes over it.
    this.#onDisk = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.clear();
    const file = this.#file;
    this.#file = undefined;
    if (!file) return;
    await file.close();
    await rm(this.#path, { force: true });
  }
}
