import { Field, type RecordBatch, Schema, Utf8 } from "apache-arrow";
import { UnsupportedError } from "../core/errors.ts";
import type { ByteFolder } from "../io/byte-source.ts";
import { Utf8Builder } from "./column-builder.ts";
import {
  defineFormat,
  type Reader,
  type ReadRequest,
  type RejectedRow,
  type RowBatch,
} from "./format.ts";
import { batchOf, gather, type Piece } from "./gather.ts";
import { INFO, type LeRobotMeta, readMeta, wrong } from "./lerobot/meta.ts";
import { parquet } from "./parquet.ts";
import { noColumn, selectSchema } from "./select.ts";
import { typeName } from "./type-name.ts";

const TASK = "task";
const TASK_INDEX = "task_index";

/** A LeRobot dataset, which is a folder: the rows are the frames of all episodes, in order. */
export const lerobot = defineFormat({
  name: "lerobot",
  doc: "LeRobot dataset folders, versions 2 and 3: a row for each frame, with its task as text",
  extensions: [],
  options: {},
  folderMarker: INFO,
  open: async (source): Promise<Reader> => {
    throw new UnsupportedError(`${source.name} is a file; a LeRobot dataset is a folder.`, {
      where: source.name,
      fix: `name the folder that has ${INFO} in it`,
    });
  },
  openFolder,
});

async function openFolder(folder: ByteFolder): Promise<Reader> {
  const meta = await readMeta(folder);
  const { info, files, tasks } = meta;
  const stored = files[0] ? await storedSchema(folder, files[0].path) : new Schema([]);
  const names = new Set(stored.fields.map(({ name }) => name));
  const hasTasks = names.has(TASK_INDEX) && !names.has(TASK);
  const schema = hasTasks
    ? new Schema([...stored.fields, new Field(TASK, new Utf8(), true)])
    : stored;
  const reader: Reader = {
    schema,
    rowCount: info.frames,
    metadata: {
      codebaseVersion: info.version,
      fps: info.fps,
      robotType: info.robotType,
      episodes: info.episodes,
      tasks: tasks.size,
      features: info.features,
    },
    read: (request = {}) => framesOf(folder, meta, reader, hasTasks, request),
    close: async () => {},
  };
  return reader;
}

async function storedSchema(folder: ByteFolder, path: string): Promise<Schema> {
  const source = await folder.open(path);
  try {
    const reader = await parquet.open(source, {});
    await reader.close();
    return reader.schema;
  } finally {
    await source.close();
  }
}

async function* framesOf(
  folder: ByteFolder,
  { info, files, tasks }: LeRobotMeta,
  reader: Reader,
  hasTasks: boolean,
  request: ReadRequest,
): AsyncIterable<RowBatch> {
  const schema = selectSchema(folder.name, reader, request.columns);
  const withTask = hasTasks && schema.fields.some(({ name }) => name === TASK);
  const columns = schema.fields
    .map(({ name }) => name)
    .filter((name) => !withTask || name !== TASK);
  if (withTask && !columns.includes(TASK_INDEX)) columns.push(TASK_INDEX);
  let before = 0;
  for (const { path, frames } of files) {
    request.signal?.throwIfAborted();
    const source = await folder.open(path);
    try {
      const file = await parquet.open(source, {});
      try {
        if (frames !== undefined && file.rowCount !== frames) {
          throw wrong(folder, path, 0, `it has ${file.rowCount} frames, not ${frames}`);
        }
        checkColumns(source.name, file.schema, reader.schema, columns);
        for await (const { firstRow, batch } of file.read({ ...request, columns })) {
          const start = before + firstRow;
          yield withTask
            ? withTasks(schema, batch, tasks, start)
            : { firstRow: start, batch, rejected: [] };
        }
        before += file.rowCount!;
      } finally {
        await file.close();
      }
    } finally {
      await source.close();
    }
  }
  if (before !== info.frames) {
    throw wrong(folder, INFO, 0, `it says ${info.frames} frames, the data files have ${before}`);
  }
}

/** All files must have the columns of the first, and with its types. */
function checkColumns(
  file: string,
  schema: Schema,
  expected: Schema,
  columns: readonly string[],
): void {
  for (const name of columns) {
    const field = schema.fields.find((one) => one.name === name);
    const wanted = expected.fields.find((one) => one.name === name);
    if (field && typeName(field.type) === typeName(wanted?.type)) continue;
    throw noColumn(file, name, { schema });
  }
}

/** The frames with the texts of their tasks; a frame whose task is unknown is rejected. */
function withTasks(
  schema: Schema,
  batch: RecordBatch,
  tasks: LeRobotMeta["tasks"],
  firstRow: number,
): RowBatch {
  const indices = batch.getChild(TASK_INDEX)!;
  const texts = new Utf8Builder();
  const rejected: RejectedRow[] = [];
  const kept: { from: number; to: number }[] = [];
  for (let i = 0; i < batch.numRows; i++) {
    const index = indices.get(i) as bigint | number | null;
    const task = index === null ? undefined : tasks.get(BigInt(index));
    if (index !== null && task === undefined) {
      rejected.push({ rowIndex: firstRow + i, reason: `has the task ${index}, which has no text` });
      continue;
    }
    if (task === undefined) texts.appendNull();
    else texts.append(task);
    const last = kept.at(-1);
    if (last?.to === i) last.to++;
    else kept.push({ from: i, to: i + 1 });
  }
  const length = texts.length;
  const task = texts.finish();
  const children = schema.fields.map(({ name, type }) => {
    if (name === TASK) return task;
    const column = batch.schema.fields.findIndex((field) => field.name === name);
    const data = batch.data.children[column]!;
    if (rejected.length === 0) return data;
    return gather(
      type,
      kept.map(({ from, to }): Piece => ({ data, from, to })),
    );
  });
  return { firstRow, batch: batchOf(schema, children, length), rejected };
}
