import { Field, Schema } from "apache-arrow";
import { FormatError, SchemaError } from "../core/errors.ts";
import { option, type OptionValues } from "../core/option.ts";
import type { ByteSource } from "../io/byte-source.ts";
import { arrowType } from "./column-builder.ts";
import { type CsvRecord, csvRecords } from "./csv/records.ts";
import { sniffDelimiter } from "./csv/sniff.ts";
import { appendField, CsvTypes, fieldText } from "./csv/values.ts";
import { csvWriter } from "./csv/writer.ts";
import { defineFormat, type Reader, type ReadRequest, type RowBatch } from "./format.ts";
import { RowAssembler } from "./row-assembler.ts";
import { selectSchema } from "./select.ts";
import { invalidUtf8At, isUtf8 } from "./utf8.ts";

const SAMPLE_BYTES = 16 << 20;
const HEAD_BYTES = 64 << 10;

const options = {
  delimiter: option.string("Character between fields; found out from the file when absent", {
    default: undefined,
    placeholder: "CHAR",
    check: (value) =>
      value.length === 1 && !/["\r\n]/.test(value) && value < "\u0080"
        ? undefined
        : "one ASCII character that is neither a quote nor a line end",
  }),
  header: option.boolean("Whether the first record names the columns", true),
  infer: option.oneOf(
    "Learn the types of columns from the first 16 MiB or from the whole file",
    ["sample", "all"],
    { default: "sample" },
  ),
};

/** Fields between delimiters, quoted as in RFC 4180. */
export const csv = defineFormat({
  name: "csv",
  doc: "CSV or TSV: an empty field is null, an empty text is written with quotes",
  extensions: [".csv", ".tsv"],
  options,
  open: openCsv,
  create: async (sink, schema, { delimiter = "," }: OptionValues<typeof options>) =>
    csvWriter(sink, schema, delimiter),
});

/** What the file is like. */
interface Layout {
  readonly delimiter: number;
  readonly names: readonly string[];
  readonly header: boolean;
}

async function openCsv(
  source: ByteSource,
  { delimiter, header, infer }: OptionValues<typeof options>,
  given?: Schema,
): Promise<Reader> {
  const head = await source.read(0, HEAD_BYTES);
  const separator = delimiter?.charCodeAt(0) ?? (await sniffDelimiter(head, source.name));
  const types = new CsvTypes();
  let names: string[] | undefined;
  let rows = 0;
  let complete = true;
  scan: for await (const records of csvRecords(source.stream(), separator)) {
    for (const record of records) {
      if (infer === "sample" && record.offset + record.start >= SAMPLE_BYTES) {
        complete = false;
        break scan;
      }
      if (!names) {
        names = columnNames(source, record, header);
        if (header) continue;
      }
      if (isBlank(record, names.length)) continue;
      if (given && names.every((name) => given.fields.some((field) => field.name === name))) {
        complete = false;
        break scan;
      }
      if (record.fieldCount === names.length && isUtf8(bytesOf(record))) types.observe(record);
      rows++;
    }
  }
  const layout: Layout = { delimiter: separator, names: names ?? [], header };
  const fields = layout.names.map(
    (name, c) =>
      given?.fields.find((field) => field.name === name) ??
      new Field(name, arrowType(types.kind(c)), true),
  );
  const reader: Reader = {
    schema: new Schema(fields),
    inferred: { unsure: new Set(layout.names.filter((_, c) => types.unsure(c))) },
    rowCount: complete ? rows : undefined,
    metadata: { delimiter: String.fromCharCode(separator), header },
    read: (request = {}) => rowsOf(source, reader.schema, layout, request),
    close: async () => {},
  };
  return reader;
}

function columnNames(source: ByteSource, record: CsvRecord, header: boolean): string[] {
  const at = record.offset + record.start;
  if (record.error !== undefined) {
    throw new FormatError("csv", source.name, at, `The header of ${source.name} ${record.error}.`, {
      rule: "a quoted field ends with a quote before a delimiter or line end",
      fix: "correct the header, or name the delimiter",
    });
  }
  const names = Array.from({ length: record.fieldCount }, (_, c) =>
    header && fieldText(record, c) !== "" ? fieldText(record, c) : `column_${c + 1}`,
  );
  const twice = names.find((name, c) => names.indexOf(name) !== c);
  if (twice !== undefined) {
    throw new SchemaError(twice, `${source.name} has two columns named "${twice}".`, {
      where: source.name,
      rule: "every column has a name of its own",
      fix: "rename one, or read the file without its header",
    });
  }
  return names;
}

const bytesOf = ({ bytes, start, end }: CsvRecord): Uint8Array => bytes.subarray(start, end);

/** An empty line is a null where there is but one column, and no row where there are more. */
const isBlank = (record: CsvRecord, columnCount: number): boolean =>
  record.start === record.end && columnCount !== 1;

async function* rowsOf(
  source: ByteSource,
  all: Schema,
  { delimiter, names, header }: Layout,
  request: ReadRequest,
): AsyncIterable<RowBatch> {
  if (names.length === 0) return;
  const selected = selectSchema(source.name, { schema: all }, request.columns);
  const schema = request.checkAll ? all : selected;
  const rows = new RowAssembler(schema, selected, request, false);
  const positions = schema.fields.map(({ name }) => names.indexOf(name));
  let isHeader = header;
  for await (const records of csvRecords(source.stream(request.signal), delimiter)) {
    for (const record of records) {
      request.signal?.throwIfAborted();
      if (isHeader) {
        isHeader = false;
        continue;
      }
      if (isBlank(record, names.length)) continue;
      appendRecord(rows, record, names, positions);
      if (rows.full) yield rows.take();
    }
  }
  if (!rows.empty) yield rows.take();
}

function appendRecord(
  rows: RowAssembler,
  record: CsvRecord,
  names: readonly string[],
  positions: readonly number[],
): void {
  const { bytes, offset, start, end, fieldCount, error } = record;
  const at = `at byte ${offset + start}`;
  const invalid = invalidUtf8At(bytesOf(record));
  if (invalid >= 0) return rows.reject(`is not valid UTF-8 at byte ${offset + start + invalid}`);
  if (error !== undefined) return rows.reject(`${error}; the row begins ${at}`);
  if (fieldCount !== names.length) {
    return rows.reject(`has ${fieldCount} fields, not ${names.length}, ${at}`);
  }
  for (let i = 0; i < positions.length; i++) {
    const c = positions[i]!;
    const reason = appendField(rows.builders[i]!, record, c);
    if (reason)
      return rows.reject(`${names[c]} ${reason}, at byte ${offset + record.starts[c]!}`, i);
  }
  return rows.accept(bytes, start, end);
}
