import type { Schema } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../src/core/errors.ts";
import type { Reader, ReadRequest } from "../../src/formats/format.ts";
import { parquet } from "../../src/formats/parquet.ts";
import { memorySource } from "../../src/io/memory-source.ts";
import { memorySink } from "../support/format-suite.ts";
import { golden } from "../support/goldens.ts";

type Values = Readonly<Record<string, unknown>>;

async function rowsOf(reader: Reader, request: ReadRequest): Promise<Values[]> {
  const rows: Values[] = [];
  for await (const { batch } of reader.read(request)) {
    for (const row of batch) rows.push(row.toJSON());
  }
  return rows;
}

const typesOf = ({ fields }: Schema): string[] =>
  fields.map(({ name, type, nullable }) => `${name} ${type.toString()} ${nullable}`);

/** A file with the rows of another that are kept, as they are encoded. */
async function keptOf(reader: Reader, keep: Uint8Array): Promise<Uint8Array> {
  const sink = memorySink();
  let writer: ReturnType<NonNullable<typeof parquet.createEncoded>> | undefined;
  for await (const encoded of reader.encodedRows!(keep)) {
    writer ??= parquet.createEncoded!(sink, encoded);
    await writer.write(encoded);
  }
  await writer!.close();
  return sink.bytes();
}

const names = ["none-1", "snappy-1", "snappy-2", "gzip-2", "zstd-1"];
const files = names.map((name) => [name, golden(`parquet/flat-${name}.parquet`)] as const);

describe.each(files)("Parquet of flat columns, %s", (_, bytes) => {
  const open = (): Promise<Reader> => parquet.open(memorySource(bytes, "flat.parquet"), {});

  test.each(["text", "note", "kind"])("has the column %s as the library reads it", async (name) => {
    const reader = await open();
    // Two columns are for the library.
    const expected = await rowsOf(reader, { columns: [name, "id"] });
    for (const request of [{}, { batchRows: 100 }, { batchRows: 5000, batchBytes: 2000 }]) {
      const found = await rowsOf(reader, { ...request, columns: [name] });
      expect(found).toEqual(expected.map((row) => ({ [name]: row[name] })));
    }
  });

  const masks: Readonly<Record<string, (row: number) => boolean>> = {
    "nine of ten rows": (row) => row % 10 !== 3,
    "few rows": (row) => row % 97 === 0,
    "one row group as it is, and none of the other": (row) => row < 1700,
    "one row": (row) => row === 2999,
  };
  test.each(Object.entries(masks))("keeps %s", async (__, keeps) => {
    const reader = await open();
    const keep = Uint8Array.from({ length: 3000 }, (___, row) => Number(keeps(row)));
    const kept = await parquet.open(memorySource(await keptOf(reader, keep), "kept.parquet"), {});
    const all = await rowsOf(reader, {});
    expect(typesOf(kept.schema)).toEqual(typesOf(reader.schema));
    await expect(rowsOf(kept, {})).resolves.toEqual(all.filter((___, row) => keeps(row)));
    const texts = await rowsOf(kept, { columns: ["note"] });
    expect(texts).toEqual(all.filter((___, row) => keeps(row)).map(({ note }) => ({ note })));
  });
});

describe.each(files)("the pages of %s that one reader remembers", (name, bytes) => {
  const keep = Uint8Array.from({ length: 3000 }, (_, row) => Number(row % 10 !== 3));
  const source = (): ReturnType<typeof memorySource> => memorySource(bytes, `${name}.parquet`);

  test.each([["text"], ["note"], ["kind"]])(
    "in the column %s are those of the next",
    async (column) => {
      const owner = {};
      const expected = await keptOf(await parquet.open(source(), {}), keep);
      const first = await parquet.open(source(), {}, undefined, owner);
      const rows = await rowsOf(first, { columns: [column], remember: true });
      const next = await parquet.open(source(), {}, undefined, owner);
      expect(await keptOf(next, keep)).toEqual(expected);
      expect(await rowsOf(next, { columns: [column] })).toEqual(rows);
      const both = await Promise.all([1, 2].map(() => rowsOf(next, { columns: [column] })));
      expect(both).toEqual([rows, rows]);
    },
  );
});

test("a page is decoded once where it is remembered", async () => {
  const [, bytes] = files[1]!;
  const owner = {};
  const broken = bytes.slice();
  const source = memorySource(broken, "once.parquet");
  const request = { columns: ["text"], remember: true };
  const rows = await rowsOf(await parquet.open(source, {}, undefined, owner), request);
  const at = bytes.indexOf(0x15) + 60;
  broken.fill(0xff, at, at + 20);
  const again = await rowsOf(await parquet.open(source, {}, undefined, owner), request);
  expect(again).toEqual(rows);
  await expect(rowsOf(await parquet.open(source, {}), request)).rejects.toThrow(/cannot be read/);
});

test("nested columns are left to the library", async () => {
  const bytes = golden("parquet/types.parquet");
  const reader = await parquet.open(memorySource(bytes, "types.parquet"), {});
  expect(reader.encodedRows).toBeUndefined();
});

describe("a damaged page", () => {
  const [, snappy] = files[1]!;

  test.each([200, 1000, 5000, 12_000])("at byte %i is an error that names the file", async (at) => {
    const damaged = snappy.slice();
    damaged.fill(0xff, at, at + 40);
    const reader = await parquet.open(memorySource(damaged, "damaged.parquet"), {});
    for (const work of [
      () => rowsOf(reader, { columns: ["text"] }),
      () =>
        keptOf(
          reader,
          Uint8Array.from({ length: 3000 }, (_, row) => row % 2),
        ),
    ]) {
      const error: unknown = await work().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(FormatError);
      expect(String(error)).toContain("damaged.parquet cannot be read as Parquet");
    }
  });
});
