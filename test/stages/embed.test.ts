import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { inspect } from "../../src/pipeline/inspect.ts";
import { serve } from "../support/http-server.ts";
import { readJsonl, readRows, runQuietly, tempFolder, writeJsonl } from "../support/temp.ts";
import { tinyFolder } from "../support/tiny-model.ts";

const rows = [
  { id: 0, text: "red cube" },
  { id: 1, text: null },
  { id: 2, text: "" },
  { id: 3, text: "快速的棕色狐狸" },
];

async function embed(
  options: Readonly<Record<string, unknown>>,
  { out, to = "jsonl", batchRows }: { out?: string; to?: string; batchRows?: number } = {},
): Promise<string> {
  const folder = await tempFolder();
  const input = await writeJsonl(join(folder, "in.jsonl"), rows);
  const target = out ?? join(folder, "out");
  const stage = { name: "embed", options: { column: "text", ...options } };
  const plan = { inputs: [input], out: target, to, stages: [stage] };
  await runQuietly(plan, batchRows === undefined ? {} : { batchRows });
  return target;
}

const written = async (out: string): Promise<Record<string, unknown>[]> =>
  await readJsonl(join(out, "data", "part-00000.jsonl"));

describe("embed", () => {
  test("adds a column of vectors, null where the text is null, zeros where it is empty", async () => {
    const data = await written(await embed({ dims: 8, normalize: "none" }));
    expect(
      data.map(({ embedding, ...rest }) => [rest, (embedding as number[] | null)?.length]),
    ).toEqual(rows.map((row) => [row, row.text === null ? undefined : 8]));
    expect(data[2]!["embedding"]).toEqual(Array(8).fill(0));
  });

  test("writes fixed-size lists of float32", async () => {
    const out = await embed({ dims: 8, embedding: "vector" }, { to: "parquet" });
    const { schema } = await inspect(join(out, "data"));
    expect(schema.map(({ name, type }) => `${name} ${type}`)).toContain(
      "vector FixedSizeList[8]<Float32>",
    );
    expect(await readRows(join(out, "data", "part-00000.parquet"))).toHaveLength(4);
  });

  test("gives the same bytes whatever the batches", async () => {
    const [whole, apart] = await Promise.all([
      embed({}, { to: "arrow" }),
      embed({}, { to: "arrow", batchRows: 1 }),
    ]);
    const bytes = async (out: string): Promise<Buffer> =>
      await readFile(join(out, "data", "part-00000.arrow"));
    expect((await bytes(whole)).equals(await bytes(apart))).toBe(true);
  });

  test("says that it computes, for it hashes nothing", async () => {
    const folder = await tempFolder();
    const input = await writeJsonl(join(folder, "in.jsonl"), rows);
    const phases: string[] = [];
    const stages = [{ name: "embed", options: { column: "text" } }];
    await runQuietly(
      { inputs: [input], out: join(folder, "out"), stages },
      { onStart: (start) => phases.push(...start.phases) },
    );
    expect(phases).toEqual(["Read and compute", "Write"]);
  });

  test("encodes with a model of a folder, and says in the manifest which it was", async () => {
    const out = await embed({ encoder: await tinyFolder() });
    const data = await written(out);
    expect(data[0]!["embedding"]).toEqual([14 / 4, 2 / 4, -14 / 4]);
    expect(data[1]!["embedding"]).toBeNull();
    const manifest = JSON.parse(await readFile(join(out, "manifest.json"), "utf8")) as {
      stages: { notes: Record<string, unknown> }[];
    };
    expect(manifest.stages[0]!.notes).toMatchObject({
      ...{ dims: 3, pooling: "mean", maxTokens: 6, tokens: 9, padding: 9 },
      digests: { "onnx/model.onnx": expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  test("fetches a model from the URL that is given, and from nowhere else", async () => {
    const folder = await tinyFolder();
    const asked: string[] = [];
    const { url, close } = await serve(() => Uint8Array.of(), {
      intercept: ({ url: path }, response) => {
        asked.push(path!);
        const file = join(folder, path!);
        response.statusCode = existsSync(file) ? 200 : 404;
        response.end(existsSync(file) ? readFileSync(file) : undefined);
        return true;
      },
    });
    onTestFinished(close);
    const data = await written(await embed({ encoder: `${url}/`, modelFile: "onnx/model.onnx" }));
    expect(data[0]!["embedding"]).toEqual([14 / 4, 2 / 4, -14 / 4]);
    expect(asked).toContain("/onnx/model.onnx");
  });

  test.each([
    [{ column: undefined }, "No text column is named"],
    [{ column: "id" }, "not text"],
    [{ column: "nothing" }, 'no column "nothing"'],
    [{ dims: 0 }, "dims"],
    [{ dims: 4096 }, "no 4096 dimensions"],
    [{ encoder: "no/such/folder" }, "no/such/folder is no model folder"],
    [{ prefix: "query: " }, "hash encoder has no prefix"],
    [{ modelDevice: "gpu" }, "hash encoder has no modelDevice"],
    [{ encoder: "some", digest: "abc" }, "64 hexadecimal digits"],
  ])("refuses %j and says why", async (options, message) => {
    await expect(embed(options)).rejects.toThrow(message);
  });
});
