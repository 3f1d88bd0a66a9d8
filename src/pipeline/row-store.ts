import { largeWords } from "../core/large-bytes.ts";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { TextColumn } from "../core/text-column.ts";
import { textBytes } from "../core/text-column.ts";
import type { Counts, Observation, RowStates } from "../stages/stage.ts";
import { differingTexts } from "./differing-texts.ts";
import { RowIndex } from "./row-index.ts";
import type { SourceReject } from "./row-index.ts";
import { ScratchFile } from "./scratch.ts";
import type { Position, Sections, Shard, ShardHeader } from "./shard.ts";
import { memoryShard, openShard, writeShard } from "./shard.ts";
import { type PlacedShard, stretches, textsOf, wordsOf } from "./stored-rows.ts";
import { vectorSections, wholeVectors } from "./stored-vectors.ts";

/** Bytes of texts and states that a shard gathers before it goes to disk. */
const SHARD_BYTES = 128 * 2 ** 20;
/** Keys that wait in memory to be sorted, for each byte that a shard gathers. */
const SCRATCH_FACTOR = 1;

/**
 * Everything the observing pass learns of the rows, in row order. It is gathered in shards of
 * bounded size; full shards go to the work folder, from which a stopped run goes on.
 */
export class RowStore {
  readonly index = new RowIndex();
  readonly #folder: string;
  readonly #shardBytes: number;
  readonly #shards: PlacedShard[] = [];
  #gathering = new Gathering();
  #indexShards = 0;
  #indexRejected = 0;
  #scratches = 0;

  constructor(folder: string, shardBytes = SHARD_BYTES) {
    this.#folder = folder;
    this.#shardBytes = shardBytes;
  }

  /** Puts the shards of an index before all rows of this run. */
  async adoptIndex(paths: readonly string[]): Promise<void> {
    this.#indexShards = paths.length;
    const fix = "make the index again from its inputs";
    for (const path of paths) this.#adopt(await openShard(path, { fix }));
    this.#indexRejected = this.index.rejected.length;
  }

  /** Rows that are of the index. */
  get indexRows(): number {
    return this.#shards[this.#indexShards]?.start ?? this.index.rowCount;
  }

  /** Bad rows of this run. */
  get rejected(): readonly SourceReject[] {
    return this.index.rejected.slice(this.#indexRejected);
  }

  /** Opens the shards an earlier run left; returns where to go on. */
  async resume(): Promise<Position> {
    await mkdir(this.#folder, { recursive: true });
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith(".shard"));
    let next: Position = { source: 0, rowIndex: 0 };
    for (const name of names.toSorted()) {
      const shard = await openShard(join(this.#folder, name), { check: true });
      this.#adopt(shard);
      next = shard.header.next;
    }
    return next;
  }

  #adopt(shard: Shard): void {
    this.#shards.push({ shard, start: this.index.rowCount });
    this.index.append(shard.header);
  }

  /** Adds a batch whose rows `index` places; `observations` are by stage, `counts` by map stage. */
  async append(
    index: RowIndex,
    observations: readonly Observation[],
    columns: Readonly<Record<string, Uint32Array>>,
    next: Position,
    counts: readonly Counts[] = [],
  ): Promise<void> {
    this.#gathering.add(index, observations, columns, next);
    this.#gathering.count(counts);
    if (this.#gathering.byteLength >= this.#shardBytes) await this.flush();
  }

  /** Writes what is gathered to the work folder. */
  async flush(): Promise<void> {
    if (this.#gathering.isEmpty) return;
    const { header, sections } = this.#gathering.finish();
    this.#gathering = new Gathering();
    const path = this.#path(this.#shards.length - this.#indexShards);
    await writeShard(path, header, sections);
    this.#adopt(await openShard(path));
  }

  /** Writes what a stopped run can go on from, whether or not the pass has ended. */
  async keep(): Promise<void> {
    await this.flush();
    for (const [i, { shard, start }] of this.#shards.entries()) {
      if (shard.onDisk) continue;
      const path = this.#path(i - this.#indexShards);
      const sections: Record<string, Uint8Array> = {};
      for (const name of shard.sections) {
        sections[name] = await shard.read(name, 0, shard.byteLength(name));
      }
      await writeShard(path, shard.header, sections);
      this.#shards[i] = { shard: await openShard(path), start };
    }
  }

  #path(number: number): string {
    return join(this.#folder, `${String(number).padStart(6, "0")}.shard`);
  }

  /** The files of this run's shards, for an index; everything gathered must have been flushed. */
  get files(): string[] {
    return this.#shards.slice(this.#indexShards).map((_, i) => this.#path(i));
  }

  /** Ends the pass: what is still gathered stays in memory. */
  seal(): void {
    if (this.#gathering.isEmpty) return;
    const { header, sections } = this.#gathering.finish();
    this.#gathering = new Gathering();
    this.#adopt(memoryShard(header, sections));
  }

  /** A column that was appended as such, or of a stage's state as `${stage}.${name}`. */
  async column(name: string): Promise<Uint32Array> {
    const lengths = this.#shards.map(({ shard }) => shard.byteLength(name));
    const all = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
    let offset = 0;
    for (const [i, { shard }] of this.#shards.entries()) {
      shard.readInto(name, 0, all.subarray(offset, offset + lengths[i]!));
      offset += lengths[i]!;
    }
    return new Uint32Array(all.buffer);
  }

  /** Words a row of a column; undefined where there are no rows. */
  columnWidth(name: string): number | undefined {
    const found = this.#shards.find(({ shard }) => shard.header.rowCount > 0)?.shard;
    return found && found.byteLength(name) / (4 * found.header.rowCount);
  }

  /** Rows `[start, end)` of a column with `width` words a row; undefined where a shard lacks it. */
  async columnRows(
    name: string,
    width: number,
    start: number,
    end: number,
  ): Promise<Uint32Array | undefined> {
    const rows = new Uint32Array((end - start) * width);
    for (const { shard, start: first } of this.#shards) {
      const from = Math.max(start, first);
      const to = Math.min(end, first + shard.header.rowCount);
      if (from >= to) continue;
      if (!shard.has(name)) return undefined;
      const bytes = new Uint8Array(rows.buffer).subarray(
        (from - start) * width * 4,
        (to - start) * width * 4,
      );
      shard.readInto(name, (from - first) * width * 4, bytes);
    }
    return rows;
  }

  /** The states of one stage. */
  states(stage: number): RowStates {
    return {
      rowCount: this.index.rowCount,
      column: (name) => this.column(`${stage}.${name}`),
      stretches: (names) =>
        stretches(
          this.#shards,
          names.map((name) => `${stage}.${name}`),
        ),
      words: async (name, rows) => wordsOf(this.#shards, `${stage}.${name}`, rows),
      textLengths: () => this.column(`${stage}.textLengths`),
      texts: async (rows) => textsOf(this.#shards, stage, rows),
      differing: async (left, right) => differingTexts(this.#shards, stage, left, right),
      vectors: async (name) => {
        const sections = vectorSections(name);
        const dims = this.columnWidth(sections[0]) ?? 0;
        return await wholeVectors(this.index.rowCount, dims, stretches(this.#shards, sections));
      },
      scratch: () => this.#scratch(),
    };
  }

  #scratch(): ScratchFile {
    const path = join(this.#folder, `${this.#scratches++}.scratch`);
    return new ScratchFile(path, SCRATCH_FACTOR * this.#shardBytes);
  }

  /** Adds the rows (ascending) to another store, with what one stage knows of them. */
  async copyRows(rows: Uint32Array, stage: number, target: RowStore): Promise<void> {
    let done = 0;
    for (const { shard, start } of this.#shards) {
      let last = done;
      while (last < rows.length && rows[last]! < start + shard.header.rowCount) last++;
      if (last === done) continue;
      const chosen = rows.subarray(done, last);
      done = last;
      const columns: Record<string, Uint32Array> = {};
      for (const name of shard.sections) {
        if (!name.startsWith(`${stage}.`) || /\.text(Starts|Lengths)$/.test(name)) continue;
        const bytes = await shard.read(name, 0, shard.byteLength(name));
        const values = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
        columns[name] = takeWords(values, values.length / shard.header.rowCount, chosen, start);
      }
      const index = new RowIndex();
      index.add(0, target.rowCount, chosen.length, []);
      const observations: Observation[] = [];
      observations[stage] = { state: {}, texts: textsOf(this.#shards, stage, chosen) };
      await target.append(index, observations, columns, { source: 0, rowIndex: 0 });
    }
  }

  /** Rows so far, those being gathered included. */
  get rowCount(): number {
    return this.index.rowCount + this.#gathering.rowCount;
  }

  /** Whether a stopped run could go on from here. */
  get onDisk(): boolean {
    return this.#shards.slice(this.#indexShards).some(({ shard }) => shard.onDisk);
  }

  /** What each map stage counted of this run's rows. */
  get counts(): readonly Counts[] {
    const sums: Record<string, number>[] = [];
    for (const { shard } of this.#shards.slice(this.#indexShards)) {
      addCounts(sums, shard.header.counts ?? []);
    }
    return sums;
  }

  /** Bytes of this run's shards that are on disk. */
  get diskBytes(): number {
    let bytes = 0;
    for (const { shard } of this.#shards.slice(this.#indexShards)) {
      if (!shard.onDisk) continue;
      for (const name of shard.sections) bytes += shard.byteLength(name);
    }
    return bytes;
  }

  async close(): Promise<void> {
    await Promise.all(this.#shards.map(({ shard }) => shard.close()));
  }
}

/** So many words of each row, where `first` is the first row of `values`. */
function takeWords(
  values: Uint32Array,
  width: number,
  rows: Uint32Array,
  first: number,
): Uint32Array {
  const taken = new Uint32Array(rows.length * width);
  rows.forEach((row, i) => {
    for (let k = 0; k < width; k++) taken[i * width + k] = values[(row - first) * width + k]!;
  });
  return taken;
}

function addCounts(sums: Record<string, number>[], more: readonly Counts[]): void {
  for (const [i, counts] of more.entries()) {
    const own = (sums[i] ??= {});
    for (const [name, count] of Object.entries(counts)) own[name] = (own[name] ?? 0) + count;
  }
}

/** The shard under way. */
class Gathering {
  readonly #index = new RowIndex();
  readonly #columns = new Map<string, Uint32Array[]>();
  readonly #texts: Uint8Array[] = [];
  #textLength = 0;
  #next: Position = { source: 0, rowIndex: 0 };
  readonly #counts: Record<string, number>[] = [];
  byteLength = 0;

  get rowCount(): number {
    return this.#index.rowCount;
  }

  get isEmpty(): boolean {
    return this.#index.rowCount === 0 && this.#index.rejected.length === 0;
  }

  add(
    index: RowIndex,
    observations: readonly Observation[],
    columns: Readonly<Record<string, Uint32Array>>,
    next: Position,
  ): void {
    this.#index.append(index);
    this.#next = next;
    for (const [name, values] of Object.entries(columns)) this.#push(name, values);
    // Stages that compare the same texts share them.
    const placed = new Map<TextColumn, number>();
    observations.forEach(({ state, texts }, stage) => {
      for (const [name, values] of Object.entries(state)) this.#push(`${stage}.${name}`, values);
      const start = placed.get(texts) ?? this.#place(texts);
      placed.set(texts, start);
      const { offsets, rowCount } = texts;
      const starts = largeWords(rowCount);
      const lengths = largeWords(rowCount);
      for (let row = 0; row < rowCount; row++) {
        starts[row] = start + offsets[row]!;
        lengths[row] = offsets[row + 1]! - offsets[row]!;
      }
      this.#push(`${stage}.textStarts`, starts);
      this.#push(`${stage}.textLengths`, lengths);
    });
  }

  count(counts: readonly Counts[]): void {
    addCounts(this.#counts, counts);
  }

  #place(texts: TextColumn): number {
    const start = this.#textLength;
    const bytes = textBytes(texts);
    this.#texts.push(bytes);
    this.#textLength += bytes.length;
    this.byteLength += bytes.length;
    return start;
  }

  #push(name: string, values: Uint32Array): void {
    const parts = this.#columns.get(name) ?? [];
    parts.push(values);
    this.#columns.set(name, parts);
    this.byteLength += values.byteLength;
  }

  finish(): { header: ShardHeader; sections: Sections } {
    const { runs, rejected, rowCount } = this.#index;
    const sections = { ...Object.fromEntries(this.#columns), texts: this.#texts };
    const header = { rowCount, runs, rejected, next: this.#next, counts: this.#counts };
    return { header, sections };
  }
}
