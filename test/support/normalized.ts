import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { RunRequest } from "../../src/pipeline/run.ts";
import { readRows, runQuietly, tempFolder } from "./temp.ts";
import { type Vectors, writeVectors } from "./vector-file.ts";

/** What scikit-learn answers; see the script beside it. A null is NaN. */
export const answers = JSON.parse(await readFile("test/data/normalize.json", "utf8")) as Record<
  string,
  Vectors
>;

export interface Normalized {
  readonly rows: (number[] | null)[];
  readonly out: string;
}

/** Normalises vectors from a file to a file. */
export async function normalized(
  vectors: Vectors | string,
  options: Readonly<Record<string, unknown>>,
  request: Partial<RunRequest> & { readonly to?: string } = {},
): Promise<Normalized> {
  const folder = await tempFolder();
  const input =
    typeof vectors === "string" ? vectors : await writeVectors(join(folder, "in.arrow"), vectors);
  const { to = "parquet", ...rest } = request;
  const out = join(folder, "out");
  const stage = { name: "normalize", options };
  await runQuietly({ inputs: [input], out, stages: [stage], to }, rest);
  const rows = await readRows(join(out, "data", `part-00000.${to}`));
  return {
    rows: rows.map(({ embedding }) =>
      embedding === null
        ? null
        : [...(embedding as Iterable<number | null>)].map((value) => value ?? Number.NaN),
    ),
    out,
  };
}

/** Whether each number is near, as a share of the largest there is in its column. */
export function expectNear(rows: Normalized["rows"], expected: Vectors, share: number): void {
  expect(rows).toHaveLength(expected.length);
  expected[0]!.forEach((_, column) => {
    const wanted = expected.map((row) => row![column] ?? Number.NaN);
    const largest = Math.max(...wanted.filter(Number.isFinite).map(Math.abs), 1e-9);
    wanted.forEach((value, row) => {
      const got = rows[row]![column]!;
      if (Number.isNaN(value)) expect(got, `${row}, ${column}`).toBeNaN();
      else expect(Math.abs(got - value) / largest, `${row}, ${column}`).toBeLessThan(share);
    });
  });
}
