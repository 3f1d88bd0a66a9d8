import type { FileHandle } from "node:fs/promises";
import { readSync } from "node:fs";
import { open, readFile, rename } from "node:fs/promises";
import { EngineError } from "../core/errors.ts";
import type { PlacedRows } from "./row-index.ts";

/** Where a reader stands: the next row to read is `rowIndex` of `source`. */
export interface Position {
  readonly source: number;
  readonly rowIndex: number;
}

/** What a shard says of itself; rows are dense and start at 0 within the shard. */
export interface ShardHeader extends PlacedRows {
  /** Where the next shard goes on. */
  readonly next: Position;
}

/** Sections of a shard by name; each a whole array. */
export type Sections = Readonly<Record<string, Uint32Array | Uint8Array>>;

/** The states and texts of a stretch of rows, in memory or in a file. */
export interface Shard {
  readonly header: ShardHeader;
  readonly onDisk: boolean;
  /** The names of its sections. */
  readonly sections: readonly string[];
  /** Bytes `[start, end)` of a section. */
  read(section: string, start: number, end: number): Promise<Uint8Array>;
  byteLength(section: string): number;
  has(section: string): boolean;
  close(): Promise<void>;
}

export function memoryShard(header: ShardHeader, sections: Sections): Shard {
  const bytes = (name: string): Uint8Array => {
    const { buffer, byteOffset, byteLength } = sections[name]!;
    return new Uint8Array(buffer, byteOffset, byteLength);
  };
  return {
    header,
    onDisk: false,
    sections: Object.keys(sections),
    read: async (section, start, end) => bytes(section).subarray(start, end),
    byteLength: (section) => sections[section]!.byteLength,
    has: (section) => section in sections,
    async close() {},
  };
}

const MAGIC = "sluice-shard-1\n";

interface Layout {
  readonly header: ShardHeader;
  readonly sections: Readonly<Record<string, readonly [offset: number, byteLength: number]>>;
}

/** Writes a shard under a temporary name and renames it: a file with its name is whole. */
export async function writeShard(
  path: string,
  header: ShardHeader,
  sections: Sections,
): Promise<void> {
  const places: Record<string, [number, number]> = {};
  let offset = 0;
  for (const [name, { byteLength }] of Object.entries(sections)) {
    places[name] = [offset, byteLength];
    offset += byteLength;
  }
  const layout: Layout = { header, sections: places };
  const head = Buffer.from(MAGIC + JSON.stringify(layout));
  const lengths = Buffer.alloc(8);
  lengths.writeBigUInt64LE(BigInt(head.length));
  const parts = Object.values(sections).map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  const file = await open(`${path}.tmp`, "w");
  try {
    for (const part of [lengths, head, ...parts]) await file.writeFile(part);
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
}

export async function openShard(path: string): Promise<Shard> {
  const file = await open(path, "r");
  try {
    const headLength = Number(Buffer.from(readExactly(file, path, 0, 8)).readBigUInt64LE());
    const { size } = await file.stat();
    const head = Buffer.from(readExactly(file, path, 8, Math.min(headLength, size))).toString(
      "utf8",
    );
    if (!head.startsWith(MAGIC)) {
      throw new EngineError("CHECKPOINT", `${path} is not a checkpoint of this version.`, {
        fix: "start again with --force",
      });
    }
    const { header, sections } = JSON.parse(head.slice(MAGIC.length)) as Layout;
    return {
      header,
      onDisk: true,
      sections: Object.keys(sections),
      read: async (section, start, end) =>
        readExactly(file, path, 8 + headLength + sections[section]![0] + start, end - start),
      byteLength: (section) => sections[section]![1],
      has: (section) => section in sections,
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

// Texts are read in many small pieces from the page cache: a promise for each would cost ten times
// what the reading does.
function readExactly(file: FileHandle, path: string, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const bytesRead = readSync(file.fd, bytes, done, length - done, position + done);
    if (bytesRead === 0) {
      throw new EngineError("CHECKPOINT", `${path} ends before byte ${position + length}.`, {
        fix: "start again with --force",
      });
    }
    done += bytesRead;
  }
  return bytes;
}

/** The JSON of a small checkpoint file, or undefined where there is none. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
