import { typeName } from "../formats/type-name.ts";
import { type DataType, Field, Schema, Utf8 } from "apache-arrow";
import { SchemaError } from "../core/errors.ts";
import type { Reader } from "../formats/format.ts";
import { noColumn, selectSchema } from "../formats/select.ts";
import type { Opener } from "./inputs.ts";

/** What one source says about a column. */
interface Opinion {
  readonly source: string;
  /** Undefined where it has the column, but nothing but nulls in it. */
  readonly type: DataType | undefined;
  readonly inferred: boolean;
}

/** The schema that all sources share, and what of it is a guess. */
interface CommonSchema {
  readonly schema: Schema;
  /** Columns without a value that tells their type; they are text for want of anything better. */
  readonly unsure: ReadonlySet<string>;
}

/**
 * The schema that all sources share. Whole and other numbers make doubles where the types were
 * learnt from the rows; anything else that differs is an error that names the first file that does.
 */
export async function commonSchema(
  sources: readonly Opener[],
  columns: readonly string[] | undefined,
): Promise<CommonSchema> {
  const common = new SchemaMerge(columns);
  for (const source of sources) {
    const reader = await source.open();
    try {
      if (reader.rowCount !== 0 || sources.length === 1) common.add(source.name, reader);
    } finally {
      await reader.close();
    }
  }
  return { schema: common.schema(), unsure: common.unsure };
}

type Columns = Required<Pick<Reader, "schema" | "nested">>;

class SchemaMerge {
  private readonly columns: readonly string[] | undefined;
  private readonly fields = new Map<string, Field>();
  private readonly opinions = new Map<string, Opinion>();
  private first: { readonly name: string; readonly reader: Columns } | undefined;

  constructor(columns: readonly string[] | undefined) {
    this.columns = columns;
  }

  add(source: string, reader: Reader): void {
    const { schema, inferred } = reader;
    if (!this.columns && !inferred && this.first) this.requireAll(source, reader);
    const wanted = selectSchema(source, reader, this.columns);
    // The others are kept beside the wanted columns: rows may be written with all of them.
    for (const field of [...schema.fields, ...(reader.nested ?? [])]) {
      this.column(source, field, inferred, wanted.fields.includes(field));
    }
    this.first ??= { name: source, reader: { schema, nested: reader.nested ?? [] } };
  }

  private column(source: string, field: Field, inferred: Reader["inferred"], must: boolean): void {
    const { name } = field;
    const type = inferred?.unsure.has(name) ? undefined : field.type;
    const opinion: Opinion = { source, type, inferred: inferred !== undefined };
    const before = this.opinions.get(name);
    if (!this.fields.has(name)) this.fields.set(name, field);
    const merged = before ? merge(before, opinion) : opinion;
    if (merged) this.opinions.set(name, merged);
    else if (must) throw differs(name, before!, opinion);
  }

  private requireAll(source: string, reader: Reader): void {
    const first = this.first!;
    for (const { name } of first.reader.schema.fields) {
      if (!reader.schema.fields.some((field) => field.name === name)) {
        throw noColumn(source, name, reader);
      }
    }
    for (const { name } of reader.schema.fields) {
      if (!this.fields.has(name)) throw noColumn(first.name, name, first.reader);
    }
  }

  get unsure(): ReadonlySet<string> {
    const names = [...this.fields.keys()];
    return new Set(names.filter((name) => this.opinions.get(name)?.type === undefined));
  }

  schema(): Schema {
    return new Schema(
      [...this.fields.values()].map((field) => {
        const type = this.opinions.get(field.name)?.type ?? new Utf8();
        return typeName(type) === typeName(field.type)
          ? field
          : new Field(field.name, type, field.nullable, field.metadata);
      }),
    );
  }
}

/** What two sources agree on, if they do. */
function merge(a: Opinion, b: Opinion): Opinion | undefined {
  if (!a.type) return { ...b, inferred: a.inferred && b.inferred };
  if (!b.type || typeName(a.type) === typeName(b.type)) return a;
  const types = [typeName(a.type), typeName(b.type)];
  if (!types.includes("Float64") || !types.includes("Int64")) return undefined;
  const [double, whole] = types[0] === "Float64" ? [a, b] : [b, a];
  return whole.inferred ? double : undefined;
}

function differs(name: string, before: Opinion, here: Opinion): SchemaError {
  return new SchemaError(
    name,
    `The column "${name}" is ${typeName(here.type)} in ${here.source}, but ${typeName(before.type)} in ${before.source}.`,
    {
      where: here.source,
      rule: "a column has one type in all inputs",
      fix: "convert the file, or leave it out",
    },
  );
}
