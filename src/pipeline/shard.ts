import type { FileHandle } from "node:fs/promises";
import { readSync } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { EngineError } from "../core/errors.ts";
import { fileError } from "../io/file-error.ts";
import type { Counts } from "../stages/stage.ts";
import type { PlacedRows } from "./row-index.ts";

/** Where a reader stands: the next row to read is `rowIndex` of `source`. */
export interface Position {
  readonly source: number;
  readonly rowIndex: number;
}

/** What a shard says of itself; rows are dense and start at 0 within the shard. */
export interface ShardHeader extends PlacedRows {
  /** What each map stage counted of its rows. */
  readonly counts?: readonly Counts[];
  /** Where the next shard goes on. */
  readonly next: Position;
}

/** Sections of a shard by name; each an array, or arrays one after the other. */
export type Sections = Readonly<Record<string, Part | readonly Part[]>>;

type Part = Uint32Array | Uint8Array;

/** The states and texts of a stretch of rows, in memory or in a file. */
export interface Shard {
  readonly header: ShardHeader;
  readonly onDisk: boolean;
  /** The names of its sections. */
  readonly sections: readonly string[];
  /** Bytes `[start, end)` of a section. */
  read(section: string, start: number, end: number): Promise<Uint8Array>;
  /** Bytes of a section from `start` on, as many as `target` holds. */
  readInto(section: string, start: number, target: Uint8Array): void;
  byteLength(section: string): number;
  has(section: string): boolean;
  /** A section as the arrays that it was made of, where it is in memory. */
  readonly parts?: (section: string) => readonly Uint8Array[];
  close(): Promise<void>;
}

function partsOf(section: Part | readonly Part[]): Uint8Array[] {
  const parts = "byteLength" in section ? [section] : section;
  return parts.map(({ buffer, byteOffset, byteLength }) => {
    return new Uint8Array(buffer, byteOffset, byteLength);
  });
}

export function memoryShard(header: ShardHeader, sections: Sections): Shard {
  const stored = new Map(
    Object.entries(sections).map(([name, section]) => {
      const parts = partsOf(section);
      const ends: number[] = [];
      for (const part of parts) ends.push((ends.at(-1) ?? 0) + part.length);
      return [name, { parts, ends }];
    }),
  );
  const copyTo = (section: string, start: number, target: Uint8Array): void => {
    const { parts, ends } = stored.get(section)!;
    let done = 0;
    for (let i = firstAbove(ends, start); done < target.length; i++) {
      const from = start + done - (ends[i]! - parts[i]!.length);
      const part = parts[i]!.subarray(from, from + target.length - done);
      target.set(part, done);
      done += part.length;
    }
  };
  return {
    header,
    onDisk: false,
    sections: Object.keys(sections),
    async read(section, start, end) {
      const { parts } = stored.get(section)!;
      if (parts.length === 1) return parts[0]!.subarray(start, end);
      const bytes = new Uint8Array(end - start);
      copyTo(section, start, bytes);
      return bytes;
    },
    readInto: copyTo,
    byteLength: (section) => stored.get(section)!.ends.at(-1) ?? 0,
    has: (section) => stored.has(section),
    parts: (section) => stored.get(section)!.parts,
    async close() {},
  };
}

/** The position of the first of ascending values that is more than `value`. */
function firstAbove(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

const MAGIC = "sluice-shard-3\n";
/** Bytes checked at a time. */
const CHECK_BYTES = 1 << 24;

interface Layout {
  readonly header: ShardHeader;
  readonly sections: Readonly<Record<string, Place>>;
}

type Place = readonly [offset: number, byteLength: number, crc: number];

/** Writes a shard under a temporary name and renames it: a file with its name is whole. */
export async function writeShard(
  path: string,
  header: ShardHeader,
  sections: Sections,
): Promise<void> {
  const places: Record<string, Place> = {};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, section] of Object.entries(sections)) {
    const start = offset;
    let crc = 0;
    for (const bytes of partsOf(section)) {
      crc = crc32(bytes, crc);
      parts.push(bytes);
      offset += bytes.length;
    }
    places[name] = [start, offset - start, crc];
  }
  const layout: Layout = { header, sections: places };
  const head = Buffer.from(MAGIC + JSON.stringify(layout));
  const lengths = Buffer.alloc(8);
  lengths.writeBigUInt64LE(BigInt(head.length));
  const temporary = `${path}.tmp`;
  try {
    const file = await open(temporary, "w");
    try {
      for (const part of [lengths, head, ...parts]) await file.writeFile(part);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw fileError(path, cause, "written");
  }
}

/**
 * Opens a shard that is as long as it says. What is read of it as a whole section is checked; with
 * `check`, everything is. `fix` is what helps against a shard that is not whole.
 */
export async function openShard(
  path: string,
  { check = false, fix = "start again with --force" } = {},
): Promise<Shard> {
  const file = await openFile(path, fix);
  const broken = (what: string, cause?: unknown): EngineError =>
    new EngineError("CHECKPOINT", `${path} ${what}.`, {
      where: path,
      rule: "a checkpoint is used only if it is whole",
      fix,
      cause,
    });
  const fill = (bytes: Uint8Array, position: number): void => {
    const done = readInto(file, bytes, position);
    if (done < bytes.length) throw broken(`ends before byte ${position + bytes.length}`);
  };
  const readAt = (position: number, length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    fill(bytes, position);
    return bytes;
  };
  try {
    const { size } = await file.stat();
    const headLength = Number(Buffer.from(readAt(0, 8)).readBigUInt64LE());
    const head = Buffer.from(readAt(8, Math.min(headLength, size - 8))).toString("utf8");
    if (!head.startsWith(MAGIC)) throw broken("is not a checkpoint of this version");
    const { header, sections } = parseLayout(head.slice(MAGIC.length), broken);
    const base = 8 + headLength;
    const length = Object.values(sections).reduce((sum, place) => sum + place[1], base);
    if (length !== size) throw broken(`has ${size} bytes instead of ${length}`);
    const damaged = (name: string): EngineError => broken(`is damaged in its section ${name}`);
    if (check) {
      for (const [name, [offset, byteLength, crc]] of Object.entries(sections)) {
        let found = 0;
        for (let at = 0; at < byteLength; at += CHECK_BYTES) {
          const part = readAt(base + offset + at, Math.min(CHECK_BYTES, byteLength - at));
          found = crc32(part, found);
        }
        if (found !== crc) throw damaged(name);
      }
    }
    const readPart = (section: string, start: number, target: Uint8Array): void => {
      const [offset, byteLength, crc] = sections[section]!;
      fill(target, base + offset + start);
      if (target.length === byteLength && crc32(target) !== crc) throw damaged(section);
    };
    return {
      header,
      onDisk: true,
      sections: Object.keys(sections),
      async read(section, start, end) {
        const bytes = new Uint8Array(end - start);
        readPart(section, start, bytes);
        return bytes;
      },
      readInto: readPart,
      byteLength: (section) => sections[section]![1],
      has: (section) => section in sections,
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openFile(path: string, fix: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (cause) {
    throw new EngineError("CHECKPOINT", `${path} cannot be opened: ${String(cause)}.`, {
      where: path,
      fix,
      cause,
    });
  }
}

function parseLayout(json: string, broken: (what: string, cause: unknown) => EngineError): Layout {
  try {
    return JSON.parse(json) as Layout;
  } catch (cause) {
    throw broken("is damaged in its header", cause);
  }
}

// Texts are read in many small pieces from the page cache: a promise for each would cost ten times
// what the reading does.
function readInto(file: FileHandle, bytes: Uint8Array, position: number): number {
  let done = 0;
  while (done < bytes.length) {
    const bytesRead = readSync(file.fd, bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
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
