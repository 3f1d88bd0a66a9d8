import { type RecordBatch, RecordBatchReader, type Schema } from "apache-arrow";
import { EngineError, FormatError } from "../core/errors.ts";
import type { ByteSource } from "../io/byte-source.ts";
import { checkBatch } from "./arrow/check.ts";
import { registerCodecs } from "./arrow/codecs.ts";
import { MessageCheck, verifyFile } from "./arrow/verify.ts";
import { arrowWriter } from "./arrow/writer.ts";
import {
  defineFormat,
  type Reader,
  type ReadRequest,
  type RowBatch,
  rowsOfBatch,
} from "./format.ts";
import { plainBatch, plainSchema } from "./gather.ts";
import { selectSchema } from "./select.ts";

const MAGIC = new TextEncoder().encode("ARROW1");
/** The length of the footer, and the magic again. */
const TAIL_BYTES = 10;

/** Apache Arrow IPC, as a file with a footer or as a stream. */
export const arrow = defineFormat({
  name: "arrow",
  doc: "Apache Arrow IPC files and streams, also called Feather; written as files",
  extensions: [".arrow", ".feather", ".ipc", ".arrows"],
  magic: MAGIC,
  options: {},
  // A stream begins with the mark of a message, and its length, which is a multiple of 8.
  sniff: (head) => head.subarray(0, 4).every((byte) => byte === 0xff) && head[4]! % 8 === 0,
  open: openArrow,
  create: async (sink, schema) => arrowWriter(sink, schema),
});

type Batches = AsyncIterable<RecordBatch> & { readonly schema: Schema };

async function openArrow(source: ByteSource): Promise<Reader> {
  await registerCodecs();
  const head = await source.read(0, MAGIC.length);
  const isFile = MAGIC.every((byte, i) => head[i] === byte);
  if (isFile) await checkFile(source);
  const start = (): Opened => (isFile ? openFile(source) : openStream(source));
  const first = start();
  const { schema: stored } = await first.guard(first.batches);
  await first.close();
  const schema = plainSchema(stored);
  const reader: Reader = {
    schema,
    rowCount: undefined,
    metadata: {
      container: isFile ? "file" : "stream",
      ...Object.fromEntries(stored.metadata),
    },
    read: (request = {}) =>
      rowsOf(start, selectSchema(source.name, reader, request.columns), request),
    close: async () => {},
  };
  return reader;
}

async function* rowsOf(
  start: () => Opened,
  schema: Schema,
  request: ReadRequest,
): AsyncIterable<RowBatch> {
  request.signal?.throwIfAborted();
  const input = start();
  let firstRow = 0;
  try {
    const batches = (await input.guard(input.batches))[Symbol.asyncIterator]();
    for (;;) {
      const next = await input.guard(batches.next());
      if (next.done) break;
      if (next.value.numRows === 0) continue;
      const whole = input.decode(() => {
        checkBatch(next.value);
        return plainBatch(next.value, schema);
      });
      const rowBytes = whole.data.byteLength / whole.numRows;
      const batchRows = rowsOfBatch(request, rowBytes, whole.numRows);
      for (let from = 0; from < whole.numRows; from += batchRows) {
        request.signal?.throwIfAborted();
        const batch = batchRows < whole.numRows ? whole.slice(from, from + batchRows) : whole;
        yield { firstRow, batch, rejected: [] };
        firstRow += batch.numRows;
      }
    }
    input.checkEnd();
  } finally {
    await input.close();
  }
}

/** Batches being read; what goes wrong in the library is said with the place in the file. */
interface Opened {
  readonly batches: Promise<Batches>;
  guard<T>(work: Promise<T>): Promise<T>;
  decode<T>(work: () => T): T;
  checkEnd(): void;
  close(): Promise<void>;
}

function opened(
  source: ByteSource,
  input: unknown,
  position: () => number,
  checkEnd: () => void,
): Opened {
  let failure: unknown;
  const explained = (cause: unknown): unknown => {
    if (cause instanceof EngineError || (cause as Error).name === "AbortError") return cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    return damaged(source, position(), message, cause);
  };
  const batches = (async () => {
    const reader = await RecordBatchReader.from(input as AsyncIterable<Uint8Array>);
    await reader.open({ autoDestroy: false });
    if (!reader.schema) throw new Error("it has no schema");
    return reader as unknown as Batches & { cancel(): Promise<void> };
  })();
  batches.catch((error: unknown) => (failure = error));
  return {
    batches,
    async guard(work) {
      try {
        return await work;
      } catch (cause) {
        throw explained(cause);
      }
    },
    decode(work) {
      try {
        return work();
      } catch (cause) {
        throw explained(cause);
      }
    },
    checkEnd,
    async close() {
      if (failure === undefined) await (await batches).cancel().catch(() => undefined);
    },
  };
}

/** A file, through its footer, by range. */
function openFile(source: ByteSource): Opened {
  let position = 0;
  // As much of Node's FileHandle as the library uses; it knows one by the number.
  const handle = {
    fd: 0,
    stat: async () => ({ size: source.byteLength }),
    async read(buffer: Uint8Array, offset: number, length: number, start: number) {
      position = start;
      const bytes = await source.read(start, start + length);
      buffer.set(bytes, offset);
      return { bytesRead: bytes.length, buffer };
    },
    close: async () => {},
  };
  return opened(
    source,
    handle,
    () => position,
    () => {},
  );
}

/** A stream, which must end with its end mark. */
function openStream(source: ByteSource): Opened {
  let position = 0;
  let tail: Uint8Array = new Uint8Array(0);
  const check = new MessageCheck(0, Number.POSITIVE_INFINITY, (at, problem) =>
    damaged(source, at, problem),
  );
  async function* chunks(): AsyncIterable<Uint8Array> {
    for await (const chunk of source.stream()) {
      position += chunk.length;
      check.push(chunk);
      tail = Uint8Array.of(...tail, ...chunk.subarray(-8)).slice(-8);
      yield chunk;
    }
  }
  return opened(
    source,
    chunks(),
    () => position,
    () => {
      if (!isEndMark(tail)) {
        throw damaged(source, position, "it ends without the mark for the end of a stream");
      }
    },
  );
}

/** The mark of a message, and a length of 0; very old streams have only the length. */
function isEndMark(tail: Uint8Array): boolean {
  const mark = tail.subarray(0, 4).every((byte) => byte === 0xff);
  const legacy = tail.length < 8;
  return (mark || legacy) && tail.subarray(-4).every((byte) => byte === 0);
}

async function checkFile(source: ByteSource): Promise<void> {
  const { byteLength } = source;
  const tail = await source.read(Math.max(1, byteLength - TAIL_BYTES), byteLength);
  if (tail.length < TAIL_BYTES || !MAGIC.every((byte, i) => tail[i + 4] === byte)) {
    throw damaged(source, byteLength, "it does not end with ARROW1");
  }
  const footerBytes = new DataView(tail.buffer, tail.byteOffset).getInt32(0, true);
  const start = byteLength - TAIL_BYTES - footerBytes;
  if (footerBytes <= 0 || start < 8) {
    throw damaged(source, byteLength - 10, `its footer cannot be ${footerBytes} bytes long`);
  }
  await verifyFile(source, start, footerBytes, (at, problem) => damaged(source, at, problem));
}

function damaged(source: ByteSource, at: number, message: string, cause?: unknown): FormatError {
  return new FormatError(
    "arrow",
    source.name,
    at,
    `${source.name} cannot be read as Arrow: ${message}.`,
    { fix: "it is damaged or cut off: fetch or write it again", cause },
  );
}
