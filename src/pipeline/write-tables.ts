import { TableWriter, type TableField, type TableValues } from "../formats/parquet/table-writer.ts";
import { fileSink } from "../io/file-sink.ts";
import type { Removed } from "./decide.ts";
import type { RowIndex, RowPlace } from "./row-index.ts";

/** Rows of a row group. */
const GROUP_ROWS = 2 ** 16;

const duplicateFields: readonly TableField[] = [
  { name: "row_id", kind: "u64" },
  { name: "source", kind: "name" },
  { name: "row_index", kind: "u64" },
  { name: "cluster_id", kind: "u64" },
  { name: "kept_row_id", kind: "u64" },
  { name: "kept_source", kind: "name" },
  { name: "kept_row_index", kind: "u64" },
  { name: "similarity", kind: "f64" },
  { name: "method", kind: "name" },
];

const rejectedFields: readonly TableField[] = [
  { name: "row_id", kind: "u64" },
  { name: "source", kind: "name" },
  { name: "row_index", kind: "u64" },
  { name: "stage", kind: "name" },
  { name: "reason", kind: "text" },
];

/** `duplicates.parquet`: a row for each removed row, in row order. */
export async function writeDuplicates(
  path: string,
  removed: Removed,
  index: RowIndex,
  sources: readonly string[],
  methods: readonly string[],
): Promise<void> {
  await writeTable(path, duplicateFields, removed.rows.length, (start, end) => {
    const row = placesIn(index, removed.rows.subarray(start, end));
    const kept = placesIn(index, removed.kept.subarray(start, end));
    const similarity = removed.similarity.subarray(start, end);
    const method = Uint32Array.from(removed.stage.subarray(start, end));
    return [
      ...placeColumns(row, sources),
      kept.id,
      ...placeColumns(kept, sources),
      { kind: "f64", values: similarity },
      { kind: "name", names: methods, indices: method },
    ];
  });
}

/** `rejected.parquet`: a row for each row that could not be used, in row order. */
export async function writeRejected(
  path: string,
  rejected: readonly (RowPlace & { readonly reason: string })[],
  sources: readonly string[],
): Promise<void> {
  await writeTable(path, rejectedFields, rejected.length, (start, end) => {
    const rows = rejected.slice(start, end);
    const place = placesOf(rows.length);
    rows.forEach(({ source, rowIndex }, i) => {
      place.id.high[i] = source;
      place.id.low[i] = rowIndex;
    });
    return [
      ...placeColumns(place, sources),
      { kind: "name", names: ["read"], indices: new Uint32Array(rows.length) },
      { kind: "text", texts: rows.map(({ reason }) => reason) },
    ];
  });
}

type U64 = Extract<TableValues, { kind: "u64" }>;

/** Where rows are: their ids, which are source and position in it, and the positions alone. */
interface Places {
  readonly id: U64;
  readonly zero: Uint32Array;
}

function placesOf(count: number): Places {
  const id: U64 = { kind: "u64", high: new Uint32Array(count), low: new Uint32Array(count) };
  return { id, zero: new Uint32Array(count) };
}

function placeColumns({ id, zero }: Places, sources: readonly string[]): TableValues[] {
  return [id, named(sources, id.high), { kind: "u64", high: zero, low: id.low }];
}

/** The names that occur, so that a few of many sources make a short dictionary. */
function named(names: readonly string[], indices: Uint32Array): TableValues {
  const used = new Map<number, number>();
  const places = new Uint32Array(indices.length);
  let last = -1;
  let place = 0;
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (index !== last) {
      place = used.get(index) ?? used.size;
      used.set(index, place);
      last = index;
    }
    places[i] = place;
  }
  return { kind: "name", names: Array.from(used.keys(), (at) => names[at]!), indices: places };
}

function placesIn(index: RowIndex, rows: Uint32Array): Places {
  const result = placesOf(rows.length);
  const { runs } = index;
  let run = runs[0];
  let end = -1;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (row >= end || row < run!.start) {
      const at = index.runAt(row);
      run = runs[at];
      end = runs[at + 1]?.start ?? index.rowCount;
    }
    const { source, rowIndex, start } = run!;
    result.id.high[i] = source;
    result.id.low[i] = rowIndex + row - start;
  }
  return result;
}

async function writeTable(
  path: string,
  fields: readonly TableField[],
  rowCount: number,
  columns: (start: number, end: number) => readonly TableValues[],
): Promise<void> {
  const sink = await fileSink(path);
  try {
    const writer = new TableWriter(sink, fields);
    for (let start = 0; start < rowCount; start += GROUP_ROWS) {
      const end = Math.min(rowCount, start + GROUP_ROWS);
      await writer.write(columns(start, end), end - start);
    }
    await writer.close();
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
