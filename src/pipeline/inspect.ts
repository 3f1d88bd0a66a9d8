import { typeName } from "../formats/type-name.ts";
import { SchemaError } from "../core/errors.ts";
import { resolveInputs } from "./inputs.ts";

/** What is inside a file or dataset. */
export interface Inspection {
  readonly format: string;
  /** Rows, good and bad, without blank lines. */
  readonly rows: number;
  readonly schema: readonly { readonly name: string; readonly type: string }[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly byteLength: number;
}

/** Looks into one source; rows are counted by reading where the format does not say. */
export async function inspect(
  path: string,
  { format, signal }: { readonly format?: string; readonly signal?: AbortSignal } = {},
): Promise<Inspection> {
  const [source, ...others] = await resolveInputs([path], { format });
  if (others.length > 0) {
    throw new SchemaError("", `${path} is ${others.length + 1} files.`, {
      where: path,
      rule: "one file or dataset is looked into at a time",
      fix: `name one, such as ${source!.name}`,
    });
  }
  const reader = await source!.open();
  try {
    let rows = reader.rowCount ?? 0;
    if (reader.rowCount === undefined) {
      for await (const { batch, rejected } of reader.read({
        columns: [],
        ...(signal && { signal }),
      })) {
        rows += batch.numRows + rejected.length;
      }
    }
    return {
      format: source!.format.name,
      rows,
      schema: reader.schema.fields.map(({ name, type }) => ({ name, type: typeName(type) })),
      metadata: reader.metadata,
      byteLength: source!.byteLength,
    };
  } finally {
    await reader.close();
  }
}
