import { open, type FileHandle, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileError } from "../io/file-error.ts";
import { KeyTable, mixed } from "./key-table.ts";
import { KEY_WORDS } from "./keys.ts";

const PARTITIONS = 256;
const RECORD_WORDS = KEY_WORDS + 1;
/** Records of a partition that are gathered before they are written. */
const GATHERED = 2048;
const READ_BYTES = 2 ** 16 * RECORD_WORDS * 4;

/**
 * Finds rows whose key an earlier row had, in bounded memory: keys are kept in a table until it
 * would outgrow its bytes, and go to 256 files by their hash from then on; at the end one table at
 * a time is made of the keys of each file.
 */
export class Repeats {
  readonly #memoryBytes: number;
  readonly #scratch: () => Promise<string>;
  #table: KeyTable | undefined = new KeyTable();
  #files: Partition[] | undefined;

  constructor(memoryBytes: number, scratch: () => Promise<string>) {
    this.#memoryBytes = memoryBytes;
    this.#scratch = scratch;
  }

  get spilled(): boolean {
    return this.#files !== undefined;
  }

  /** Calls back for each row that repeats one before, as far as memory tells. */
  async add(
    keys: Uint32Array,
    present: Uint8Array,
    firstRow: number,
    repeats: (row: number, first: number) => void,
  ): Promise<void> {
    for (let row = 0; row < present.length; row++) {
      if (!present[row]) continue;
      const at = row * KEY_WORDS;
      if (this.#table?.full && this.#table.byteLength * 2 > this.#memoryBytes) await this.#spill();
      if (this.#table) {
        const first = this.#table.add(keys, at, firstRow + row);
        if (first >= 0) repeats(row, first);
      } else this.#partition(keys, at).push(keys, at, firstRow + row);
    }
    for (const file of this.#files ?? []) if (file.due) await file.flush();
  }

  /** The rows that only the files know to repeat others, with the row that each repeats. */
  async *late(): AsyncIterable<{ readonly row: number; readonly first: number }> {
    for (const file of this.#files ?? []) {
      const table = new KeyTable();
      for await (const records of file.read()) {
        for (let at = 0; at < records.length; at += RECORD_WORDS) {
          const row = records[at + KEY_WORDS]!;
          const first = table.add(records, at, row);
          if (first >= 0) yield { row, first };
        }
      }
    }
  }

  async close(): Promise<void> {
    for (const file of this.#files ?? []) await file.close();
    this.#files = undefined;
  }

  #partition(keys: Uint32Array, at: number): Partition {
    return this.#files![mixed(keys, at) >>> 24]!;
  }

  async #spill(): Promise<void> {
    const folder = await this.#scratch();
    const files: Partition[] = [];
    for (let i = 0; i < PARTITIONS; i++)
      files.push(await Partition.open(join(folder, `keys-${i}`)));
    this.#files = files;
    this.#table!.forEach((keys, at, row) => this.#partition(keys, at).push(keys, at, row));
    this.#table = undefined;
    for (const file of files) await file.flush();
  }
}

/** A file of records: a key and its row. */
class Partition {
  readonly #path: string;
  readonly #handle: FileHandle;
  #gathered = new Uint32Array(GATHERED * RECORD_WORDS);
  #length = 0;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  static async open(path: string): Promise<Partition> {
    try {
      return new Partition(path, await open(path, "w+"));
    } catch (cause) {
      throw fileError(path, cause, "written");
    }
  }

  get due(): boolean {
    return this.#length >= (GATHERED * RECORD_WORDS) / 2;
  }

  push(keys: Uint32Array, at: number, row: number): void {
    if (this.#length + RECORD_WORDS > this.#gathered.length) {
      const larger = new Uint32Array(this.#gathered.length * 2);
      larger.set(this.#gathered);
      this.#gathered = larger;
    }
    for (let i = 0; i < KEY_WORDS; i++) this.#gathered[this.#length++] = keys[at + i]!;
    this.#gathered[this.#length++] = row;
  }

  async flush(): Promise<void> {
    const bytes = new Uint8Array(this.#gathered.buffer, 0, this.#length * 4);
    try {
      await this.#handle.appendFile(bytes);
    } catch (cause) {
      throw fileError(this.#path, cause, "written");
    }
    this.#length = 0;
    // A table that was emptied into it at once may have made it large.
    if (this.#gathered.length > GATHERED * RECORD_WORDS) {
      this.#gathered = new Uint32Array(GATHERED * RECORD_WORDS);
    }
  }

  /** The records in the order they came, some at a time. */
  async *read(): AsyncIterable<Uint32Array> {
    await this.flush();
    const { size } = await this.#handle.stat();
    for (let start = 0; start < size; start += READ_BYTES) {
      const length = Math.min(READ_BYTES, size - start);
      const records = new Uint32Array(length / 4);
      const bytes = new Uint8Array(records.buffer);
      for (let done = 0; done < length;) {
        const { bytesRead } = await this.#handle.read(bytes, done, length - done, start + done);
        if (bytesRead === 0) throw fileError(this.#path, new Error("it ends too early"), "read");
        done += bytesRead;
      }
      yield records;
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
    await rm(this.#path, { force: true });
  }
}
