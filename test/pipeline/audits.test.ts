import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Plan, PlanStage } from "../../src/pipeline/plan.ts";
import { profile } from "../../src/pipeline/profile.ts";
import { parsePlan, printPlan } from "../../src/pipeline/yaml.ts";
import { silent } from "../../src/telemetry/progress.ts";
import { runQuietly, tempFolder, writeJsonl } from "../support/temp.ts";

const SCHEMA = "columns:\n  id: { unique: true }\n  score: { range: { max: 100 } }\n";

/** 60 rows of which 20 are repeated once, with scores 0 to 59 or as `score` says. */
async function plan(
  stages: readonly PlanStage[],
  score = (id: number): number => id,
): Promise<{ folder: string; plan: Plan; schema: string }> {
  const folder = await tempFolder();
  const rows = Array.from({ length: 60 }, (_, id) => ({
    id,
    score: score(id),
    text: `row ${id < 40 ? id : id - 20} of a table`,
  }));
  await mkdir(join(folder, "in"));
  await writeJsonl(join(folder, "in", "a.jsonl"), rows);
  const schema = join(folder, "schema.yaml");
  await writeFile(schema, SCHEMA);
  const withPaths = stages.map(({ name, options }) => ({
    name,
    options: name === "validate" ? { schema, ...options } : options,
  }));
  const inputs = [join(folder, "in")];
  return { folder, schema, plan: { inputs, out: join(folder, "out"), stages: withPaths } };
}

const validate = { name: "validate", options: {} };
const look = { name: "profile", options: {} };
const dedup = { name: "exact-dedup", options: { columns: ["text"] } };

const readJson = async (...path: string[]) => JSON.parse(await readFile(join(...path), "utf8"));

describe("steps that look at rows", () => {
  test("see the inputs before the stages, and what they leave behind them", async () => {
    const summary = { name: "profile", options: { statistics: "summary" } };
    const { plan: asked } = await plan([validate, look, dedup, summary]);
    const { audits, rowsOut } = await runQuietly(asked);
    expect(rowsOut).toBe(40);
    expect(audits.map(({ name, of, passed, finding }) => [name, of, passed, finding])).toEqual([
      ["validate", "inputs", true, "60 rows break no rule"],
      ["profile", "inputs", null, "60 rows, 3 columns, 0 alerts"],
      ["profile", "data", null, "40 rows, 3 columns, 0 alerts"],
    ]);
    const before = await readJson(asked.out, "audits/profile/profile.json");
    const after = await readJson(asked.out, "audits/profile-2/profile.json");
    expect([before.rows, after.rows]).toEqual([60, 40]);
    expect(before).not.toHaveProperty("leftOut");
    expect(after.leftOut).toContain("skewness and kurtosis");
    expect(before.inputs[0].path).toBe(join(asked.inputs[0]!, "a.jsonl"));
    expect(after.inputs[0].path).toBe(join(asked.out, "data/part-00000.jsonl"));
    expect(after.dataset).toBe("data");
    expect(await readJson(asked.out, "audits/validate/validation.json")).toMatchObject({
      valid: true,
      counts: { rows: 60 },
    });
  });

  test("are in the manifest, apart from the stages, with the digests of what they wrote", async () => {
    const { plan: asked, schema } = await plan([validate, dedup, look]);
    const { audits } = await runQuietly(asked);
    const manifest = await readJson(asked.out, "manifest.json");
    expect(manifest.config.stages.map(({ name }: PlanStage) => name)).toEqual(["exact-dedup"]);
    expect(manifest.config.audits).toMatchObject([
      { name: "validate", of: "inputs", options: { schema, limit: 100 } },
      { name: "profile", of: "data" },
    ]);
    expect(manifest.audits).toEqual(audits);
    const paths = manifest.outputs.map(({ path }: { path: string }) => path);
    expect(paths).toContain("audits/validate/validation.json");
    expect(paths).toContain("audits/profile/profile.json");
  });

  test("all look at the inputs where there is no stage, which are written as they are", async () => {
    const { plan: asked } = await plan([look, validate]);
    const { audits, rowsOut } = await runQuietly(asked);
    expect(audits.map(({ of }) => of)).toEqual(["inputs", "inputs"]);
    expect(rowsOut).toBe(60);
  });

  test("stand before or behind all stages", async () => {
    const { plan: asked } = await plan([dedup, look, dedup]);
    await expect(runQuietly(asked)).rejects.toMatchObject({
      code: "OPTION",
      message: "profile stands between stages, after exact-dedup and before exact-dedup.",
    });
  });

  test("say in the report what they found, with a link to it", async () => {
    const { plan: asked } = await plan([dedup, look]);
    await runQuietly(asked);
    const page = await readFile(join(asked.out, "report.html"), "utf8");
    expect(page).toContain('href="audits/profile/report.html"');
    expect(page).toContain("40 rows, 3 columns, 0 alerts");
  });
});

describe("a gate", () => {
  test("of the inputs that stays closed ends the run: no row is written", async () => {
    const { plan: asked } = await plan([validate, look, dedup], (id) => id * 2);
    await expect(runQuietly(asked)).rejects.toMatchObject({
      code: "GATE",
      message: "The inputs did not pass validate: 9 violations, in 9 of 60 rows.",
      where: join(asked.out, "audits/validate"),
    });
    expect(await readdir(asked.out)).toEqual(["audits"]);
    expect(await readdir(join(asked.out, "audits"))).toEqual(["validate"]);
    const found = await readJson(asked.out, "audits/validate/validation.json");
    expect(found.violations[0]).toMatchObject({ column: "score", rule: "range", row: 51 });
  });

  test("takes the place of earlier results, which would be of other inputs", async () => {
    const { plan: asked, schema } = await plan([validate, dedup]);
    await runQuietly(asked);
    await writeFile(schema, SCHEMA.replace("100", "10"));
    await expect(runQuietly(asked, { force: true })).rejects.toMatchObject({ code: "GATE" });
    expect(await readdir(asked.out)).toEqual(["audits"]);
  });

  test("behind the stages leaves the results, and says that they did not pass", async () => {
    const { plan: asked, folder } = await plan([dedup]);
    await profile(asked.inputs, { out: join(folder, "before") });
    const reference = join(folder, "before", "profile.json");
    const drift = (options: object) => ({
      ...asked,
      stages: [dedup, { name: "drift", options: { reference: [reference], ...options } }],
    });
    const same = await runQuietly(drift({ ignore: ["id", "text", "score"] }));
    expect(same.audits).toMatchObject([{ passed: true, finding: "no drift in 0 columns" }]);
    await writeJsonl(
      join(asked.inputs[0]!, "a.jsonl"),
      Array.from({ length: 60 }, (_, id) => ({ id, score: id + 500, text: `row ${id}` })),
    );
    const moved = await runQuietly(drift({ ignore: ["text"] }), { force: true });
    expect(moved.audits).toMatchObject([{ passed: false, finding: "1 column drifted: score" }]);
    expect(await readdir(asked.out)).toContain("manifest.json");
    expect((await readJson(asked.out, "audits/drift/drift.json")).drifted).toEqual(["score"]);
  });
});

describe("an interrupted run", () => {
  async function interrupted() {
    const asked = await plan([validate, look, dedup, look]);
    const stop = new AbortController();
    const start = (phase: string): void => void (phase === "Read and hash" && stop.abort());
    const run = runQuietly(asked.plan, { progress: { ...silent, start }, signal: stop.signal });
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    return asked;
  }

  test("goes on without looking again at what was looked at", async () => {
    const { plan: asked } = await interrupted();
    const phases: string[] = [];
    const progress = { ...silent, start: (phase: string) => void phases.push(phase) };
    const { audits } = await runQuietly(asked, { resume: true, progress });
    expect(phases.filter((phase) => /^(Validate|Profile)/.test(phase))).toEqual(["Profile-2 data"]);
    expect(audits.map(({ finding }) => finding)).toEqual([
      "60 rows break no rule",
      "60 rows, 3 columns, 0 alerts",
      "40 rows, 3 columns, 0 alerts",
    ]);
    expect(existsSync(join(asked.out, "audits/validate/validation.json"))).toBe(true);
    expect(existsSync(join(asked.out, ".sluice"))).toBe(false);
  });

  test("is another one with another schema", async () => {
    const { plan: asked, schema } = await interrupted();
    await writeFile(schema, SCHEMA.replace("100", "10"));
    await expect(runQuietly(asked, { resume: true })).rejects.toThrow("is another one");
  });

  test("is another one with a reference that was written anew", async () => {
    const { plan: asked, folder } = await plan([dedup]);
    const reference = join(folder, "reference.jsonl");
    await writeJsonl(reference, [{ id: 1, score: 2, text: "a" }]);
    const stages = [{ name: "drift", options: { reference: [reference] } }, dedup];
    const stop = new AbortController();
    const start = (phase: string): void => void (phase === "Read and hash" && stop.abort());
    const ignoring = stages.map((stage) =>
      stage.name === "drift"
        ? { ...stage, options: { ...stage.options, ignore: ["id", "score", "text"] } }
        : stage,
    );
    const run = { ...asked, stages: ignoring };
    await expect(
      runQuietly(run, { progress: { ...silent, start }, signal: stop.signal }),
    ).rejects.toMatchObject({ name: "AbortError" });
    await utimes(reference, 1, 1);
    await expect(runQuietly(run, { resume: true })).rejects.toThrow("is another one");
  });
});

describe("a plan file", () => {
  const text = `
inputs: [a.jsonl]
out: curated
stages:
  - validate: { schema: schema.yaml }
  - exact-dedup: { columns: [text] }
  - profile
  - drift: { reference: last/profile.json, ks: 0.2 }
`;

  test("has them among its stages, and is printed with them", () => {
    const { plan: parsed } = parsePlan(text);
    expect(parsed.stages).toEqual([
      { name: "validate", options: { schema: "schema.yaml" } },
      { name: "exact-dedup", options: { columns: ["text"] } },
      { name: "profile", options: {} },
      { name: "drift", options: { reference: ["last/profile.json"], ks: 0.2 } },
    ]);
    expect(parsePlan(printPlan(parsed)).plan).toEqual(parsed);
  });

  test.each([
    ["validate", "There is no schema to validate against."],
    ["drift", "There is no reference to compare with."],
    ["profile: { tops: 3 }", 'There is no option "tops" in profile.'],
    ["profil", 'There is no stage "profil".'],
  ])("with %s is refused before anything runs", (step, message) => {
    expect(() => parsePlan(`inputs: a\nout: b\nstages:\n  - ${step}\n`)).toThrow(message);
  });
});
