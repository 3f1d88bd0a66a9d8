import { type Data, DataType, type RecordBatch, StructRow, type Utf8, Vector } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../src/core/errors.ts";
import { parseOptions } from "../../src/core/option.ts";
import type { Format, Reader, ReadRequest, RowBatch } from "../../src/formats/format.ts";
import { typeName } from "../../src/formats/type-name.ts";
import type { ByteSink, ByteSource } from "../../src/io/byte-source.ts";
import { memorySource } from "../../src/io/memory-source.ts";

/** A row as plain values: lists are arrays, structs are objects. */
export type Row = Readonly<Record<string, unknown>>;

export interface Golden {
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly rows: readonly Row[];
  /** Names and types, in order. */
  readonly types: Readonly<Record<string, string>>;
  /** Positions of the bad rows, and a part of why. */
  readonly rejected?: readonly (readonly [rowIndex: number, reason: RegExp])[];
  readonly options?: Readonly<Record<string, unknown>>;
  /** Rows that a cut inside the last row may become, at most; 1 when absent. */
  readonly cutRows?: number;
}

interface Suite {
  readonly goldens: readonly Golden[];
  /**
   * What a golden that was cut off does: `fails` with an error that names the byte, or gives its
   * first `lines`, but that the row that was cut may be rejected or shorter.
   */
  readonly cut: "fails" | "lines";
}

/** What every format must hold to, on its goldens. */
export function formatSuite(format: Format, { goldens, cut }: Suite): void {
  describe.each(goldens)(`${format.name}: $title`, (golden) => {
    const { bytes, rows, rejected = [], types } = golden;
    const open = (source: ByteSource): Promise<Reader> => openWith(format, source, golden.options);
    const wholeRows = rows.length > 0;

    test("gives the rows that it was made of", async () => {
      const read = await readAll(await open(memorySource(bytes)));
      expect(read.rows).toEqual(rows);
      expect(read.rejected.map(({ rowIndex }) => rowIndex)).toEqual(rejected.map(([i]) => i));
      for (const [i, [, reason]] of rejected.entries()) {
        expect(read.rejected[i]!.reason).toMatch(reason);
      }
      expect(read.types).toEqual([types]);
    });

    test("says how many rows there are, or that it does not know", async () => {
      const { rowCount } = await open(memorySource(bytes));
      expect([undefined, rows.length + rejected.length]).toContain(rowCount);
    });

    test("gives the same rows however its bytes arrive", async () => {
      const expected = await readAll(await open(memorySource(bytes)));
      const arrive = async (sizes: readonly number[]): Promise<void> => {
        expect(await readAll(await open(inPieces(bytes, sizes)))).toEqual(expected);
      };
      await arrive([1]);
      const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 20 });
      await fc.assert(fc.asyncProperty(sizes, arrive), { numRuns: 30 });
    });

    test("gives the same rows in batches of any size, all of one schema", async () => {
      const expected = await readAll(await open(memorySource(bytes)));
      for (const batchRows of [1, 2, 3]) {
        const reader = await open(memorySource(bytes));
        expect(await readAll(reader, { batchRows })).toEqual(expected);
        for await (const { batch } of reader.read({ batchRows })) {
          expect(batch.numRows).toBeLessThanOrEqual(batchRows);
        }
      }
    });

    test("gives any of its columns alone, in any order", async () => {
      const reader = await open(memorySource(bytes));
      const names = Object.keys(types);
      await fc.assert(
        fc.asyncProperty(fc.shuffledSubarray(names, { minLength: 1 }), async (columns) => {
          const read = await readAll(reader, { columns, checkAll: true });
          expect(read.rows).toEqual(rows.map((row) => only(row, columns)));
          if (wholeRows) expect(Object.keys(read.types[0]!)).toEqual(columns);
        }),
        { numRuns: 10 },
      );
    });

    test("says which column is missing, and which is meant", async () => {
      const reader = await open(memorySource(bytes));
      const name = Object.keys(types)[0]!;
      const reading = readAll(reader, { columns: [`${name}e`] });
      await expect(reading).rejects.toMatchObject({ name: "SchemaError", column: `${name}e` });
      await expect(readAll(reader, { columns: [`${name}e`] })).rejects.toHaveProperty(
        "fix",
        expect.stringContaining(name),
      );
    });

    test("stops when it is told to", async () => {
      const reader = await open(memorySource(bytes));
      await expect(readAll(reader, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
      const controller = new AbortController();
      let batches = 0;
      const reading = (async () => {
        for await (const batch of reader.read({ batchRows: 1, signal: controller.signal })) {
          batches += batch.firstRow + 1;
          controller.abort();
        }
      })();
      if (rows.length + rejected.length > 1) await expect(reading).rejects.toThrow(/abort/);
      else await reading;
      expect(batches).toBeLessThanOrEqual(1);
    });

    test(`${cut === "fails" ? "fails and names the byte" : "loses no row but the last"}, wherever it is cut off`, async () => {
      const whole = await readAll(await open(memorySource(bytes)));
      for (let length = 0; length < bytes.length; length++) {
        const part = memorySource(bytes.subarray(0, length), "memory");
        if (cut === "fails") {
          const error = await open(part)
            .then((reader) => readAll(reader))
            .catch((reason: unknown) => reason);
          expect(error, `cut at ${length}`).toBeInstanceOf(FormatError);
          expect((error as FormatError).byteOffset, `cut at ${length}`).toBeTypeOf("number");
          expect((error as FormatError).file).toBe("memory");
        } else {
          const read = await collect(await rawOrRows(format, part, golden));
          const last = Math.max(0, read.length - (golden.cutRows ?? 1));
          const expected = await collect(await rawOrRows(format, memorySource(bytes), golden));
          expect(read.slice(0, last), `cut at ${length}`).toEqual(expected.slice(0, last));
        }
      }
      expect(whole.rows).toEqual(rows);
    });

    if (format.create) {
      test("is the same after it was written and read again", async () => {
        const reader = await open(memorySource(bytes));
        const written = await write(format, reader, golden, 100);
        const again = await openWith(format, memorySource(written), golden.options, reader.schema);
        expect((await readAll(again)).rows).toEqual(rows);
      });

      test("is written with the same bytes, whatever batches come", async () => {
        const reader = await open(memorySource(bytes));
        const whole = await write(format, reader, golden, 100);
        for (const batchRows of [1, 2, 3]) {
          expect(await write(format, reader, golden, batchRows)).toEqual(whole);
        }
        expect(await write(format, reader, golden, 100)).toEqual(whole);
      });
    }
  });
}

/** Opens a source with a format's options. */
export function openWith(
  format: Format,
  source: ByteSource,
  options: Readonly<Record<string, unknown>> = {},
  schema?: Reader["schema"],
): Promise<Reader> {
  return format.open(source, parseOptions(format.options, options, format.name), schema);
}

export interface Read {
  readonly rows: Row[];
  readonly rejected: { readonly rowIndex: number; readonly reason: string }[];
  /** The different schemas of the batches. */
  readonly types: Readonly<Record<string, string>>[];
}

/** Reads everything, and checks that the batches account for every row. */
export async function readAll(reader: Reader, request?: ReadRequest): Promise<Read> {
  return await collectRows(reader.read(request), reader);
}

export async function collectRows(
  batches: AsyncIterable<RowBatch>,
  reader?: Pick<Reader, "schema">,
): Promise<Read> {
  const read: Read = { rows: [], rejected: [], types: [] };
  const schemas = new Map<string, Readonly<Record<string, string>>>();
  for await (const { firstRow, batch, rejected } of batches) {
    expect(firstRow).toBe(read.rows.length + read.rejected.length);
    read.rows.push(...rowsOf(batch));
    read.rejected.push(...rejected);
    for (const { rowIndex } of rejected) {
      expect(rowIndex).toBeGreaterThanOrEqual(firstRow);
      expect(rowIndex).toBeLessThan(firstRow + batch.numRows + rejected.length);
    }
    schemas.set(String(batch.schema), typesOf(batch));
  }
  if (schemas.size === 0 && reader) schemas.set("", typesOf(reader));
  read.types.push(...schemas.values());
  return read;
}

const typesOf = ({ schema }: Pick<Reader, "schema">): Readonly<Record<string, string>> =>
  Object.fromEntries(schema.fields.map(({ name, type }) => [name, typeName(type)]));

/** The rows of a batch. */
function rowsOf(batch: RecordBatch): Row[] {
  const columns = batch.schema.fields.map(({ name }, c) => ({
    name,
    vector: new Vector([batch.data.children[c]!]),
  }));
  return Array.from({ length: batch.numRows }, (_, i) =>
    Object.fromEntries(columns.map(({ name, vector }) => [name, plain(valueOf(vector, i))])),
  );
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A value; texts are decoded here, because Arrow leaves a byte order mark out. */
function valueOf(vector: Vector, i: number): unknown {
  if (!DataType.isUtf8(vector.type) || !vector.isValid(i)) return vector.get(i);
  const { values, valueOffsets } = vector.data[0] as Data<Utf8>;
  return decoder.decode(values.subarray(valueOffsets[i], valueOffsets[i + 1]));
}

function plain(value: unknown): unknown {
  if (value instanceof Vector) return [...value].map(plain);
  if (value instanceof StructRow) {
    const members = Object.entries(value.toJSON());
    return Object.fromEntries(members.map(([name, member]) => [name, plain(member)]));
  }
  return value instanceof Uint8Array ? [...value] : value;
}

const only = (row: Row, columns: readonly string[]): Row =>
  Object.fromEntries(columns.map((name) => [name, row[name]]));

/** Bytes that arrive in pieces of the given sizes, over and over. */
export function inPieces(bytes: Uint8Array, sizes: readonly number[]): ByteSource {
  const source = memorySource(bytes);
  return {
    ...source,
    async *stream(signal) {
      for (let at = 0, i = 0; at < bytes.length; i++) {
        signal?.throwIfAborted();
        const size = sizes[i % sizes.length]!;
        yield bytes.subarray(at, at + size);
        at += size;
      }
    },
  };
}

/** A sink that keeps the bytes. */
export function memorySink(): ByteSink & { readonly bytes: () => Uint8Array } {
  const parts: Uint8Array[] = [];
  return {
    name: "memory",
    get byteLength() {
      return parts.reduce((sum, part) => sum + part.length, 0);
    },
    async write(bytes) {
      parts.push(bytes.slice());
    },
    close: async () => {},
    abort: async () => {},
    bytes: () => Uint8Array.from(parts.flatMap((part) => [...part])),
  };
}

async function write(
  format: Format,
  reader: Reader,
  { options = {} }: Golden,
  batchRows: number,
): Promise<Uint8Array> {
  const sink = memorySink();
  const known = Object.fromEntries(Object.entries(options).filter(([name]) => name !== "infer"));
  const values = parseOptions(format.options, known, format.name);
  const writer = await format.create!(sink, reader.schema, values);
  for await (const { batch } of reader.read({ batchRows })) await writer.write(batch);
  await writer.close();
  return sink.bytes();
}

/** Rows as bytes where the format has them so, with the bad ones in their places. */
async function rawOrRows(
  format: Format,
  source: ByteSource,
  golden: Golden,
): Promise<AsyncIterable<RowBatch>> {
  const whole = await openWith(format, memorySource(golden.bytes), golden.options);
  const reader = await openWith(format, source, golden.options, whole.schema);
  return reader.readRaw?.({ batchRows: 1 }) ?? reader.read({ batchRows: 1 });
}

async function collect(batches: AsyncIterable<RowBatch>): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const { batch, rejected } of batches) {
    rows.push(rejected.length > 0 ? rejected[0]!.reason : rowsOf(batch)[0]);
  }
  return rows;
}
