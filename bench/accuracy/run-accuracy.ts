import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlanStage } from "../../src/pipeline/plan.ts";
import { runJob } from "../pipelines/job.ts";
import { peerNames, Peers } from "../support/peers.ts";
import { readRemovals } from "../support/removals.ts";
import type { Suite, SuiteRequest } from "../support/suite.ts";
import { percent, type Table } from "../support/table.ts";
import { cudfKept } from "./cudf-minhash.ts";
import { scoreCore, scoreNews } from "./data-sets.ts";
import { edits, type PlantedRow, plantedRows, scripts } from "./planted.ts";
import { bins, type Score, score } from "./score.ts";
import { type TruePair, truePairs } from "./truth.ts";

const THRESHOLD = 0.8;

interface Outcome {
  readonly system: string;
  readonly kept: ReadonlySet<number>;
  readonly score: Score;
}

const ours: readonly (readonly [system: string, options: PlanStage["options"]])[] = [
  ["sluice, kept (default)", {}],
  ["sluice, components", { clusters: "components" }],
  ["sluice, 16 bands of 8", { bands: 16, rows: 8 }],
  [
    "sluice, cudf signature, not verified",
    { signature: "cudf", ngram: 24, verify: "none", clusters: "components" },
  ],
];

const peerScripts = ["fuzzy_datasketch", "fuzzy_rensa", "fuzzy_rensa_rho"] as const;

export const runAccuracy: Suite = async (request) => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  try {
    const { core, news } = request;
    if (core === undefined && news === undefined) return await planted(folder, request);
    const tables: Table[] = [];
    if (core !== undefined) tables.push(await scoreCore(core, folder));
    if (news !== undefined) tables.push(await scoreNews(news, folder));
    return { tables, results: tables };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

async function planted(
  folder: string,
  { quick, peers, say }: SuiteRequest,
): Promise<{ tables: Table[]; results: unknown }> {
  const rows = plantedRows(quick ? 8 : 40, 11);
  const texts = rows.map(({ text }) => text);
  say(`brute force over ${texts.length} rows`);
  const pairs = truePairs(texts, bins[0]);
  const input = join(folder, "planted.jsonl");
  writeFileSync(input, texts.map((text, id) => `${JSON.stringify({ id, text })}\n`).join(""));
  const outcomes: Outcome[] = [];
  const add = (system: string, kept: ReadonlySet<number>): void => {
    outcomes.push({ system, kept, score: score(texts.length, kept, pairs, THRESHOLD) });
  };
  for (const [system, options] of ours) {
    say(system);
    add(system, await keptBySluice(input, folder, texts.length, options));
  }
  const found = peers ? Peers.find(say) : undefined;
  for (const script of found ? peerScripts : []) {
    say(peerNames[script]);
    const told = await found!.run(script, [input, join(folder, "peer.jsonl")], say);
    if (told?.kept) add(peerNames[script].replace(" + pandas", ""), new Set(told.kept));
  }
  say("cuDF's scheme");
  add("cuDF's scheme (24 characters, 20 x 13)", cudfKept(texts));
  const results = outcomes.map(({ system, score: result }) => ({ system, ...result }));
  return {
    tables: [byBinTable(outcomes, texts.length), byOriginTable(outcomes, rows, pairs)],
    results: { rows: texts.length, threshold: THRESHOLD, systems: results },
  };
}

async function keptBySluice(
  input: string,
  folder: string,
  rowCount: number,
  options: PlanStage["options"],
): Promise<Set<number>> {
  const out = join(folder, "out");
  const given = { column: "text", threshold: THRESHOLD, normalize: ["none"], ...options };
  const stages = [{ name: "fuzzy-dedup", options: given }];
  await runJob({ plan: { inputs: [input], stages, out }, device: { prefer: "wasm" } });
  const kept = new Set(Array.from({ length: rowCount }, (_, row) => row));
  for (const { row } of await readRemovals(out)) kept.delete(row);
  return kept;
}

function byBinTable(outcomes: readonly Outcome[], rowCount: number): Table {
  const counts = outcomes[0]!.score.byBin;
  const names = bins.map((from, i) => {
    if (from === 1) return `1 (${counts[i]!.pairs})`;
    return `${from}-${bins[i + 1]} (${counts[i]!.pairs})`;
  });
  return {
    title: `Planted near-duplicates, ${rowCount} rows, threshold ${THRESHOLD}: pairs of which one row goes, by similarity`,
    columns: ["system", ...names, "recall", "precision", "removed"],
    rows: outcomes.map(({ system, score: { byBin, recall, precision, removed } }) => [
      system,
      ...byBin.map(({ pairs, resolved }) => percent(resolved / pairs)),
      percent(recall),
      percent(precision),
      String(removed),
    ]),
    note: [
      "In brackets the pairs of a bin.",
      "Recall is over pairs of 0.8 and more: not both rows stay.",
      "Precision is the share of removed rows that reach 0.8 to a row that stays.",
      "Truth is exact, by brute force over 5-character shingles.",
      "cuDF's similarity is over 24 characters, where one edit spoils 24 windows instead of 5: it looks for less.",
      "rensa rho is what rensa's benchmark times, with its 8 bands and seed, here on the same shingles as the others.",
    ].join(" "),
  };
}

function byOriginTable(
  outcomes: readonly Outcome[],
  rows: readonly PlantedRow[],
  pairs: readonly TruePair[],
): Table {
  const reaching = pairs.filter(({ jaccard }) => jaccard >= THRESHOLD);
  const origins: [string, (row: PlantedRow) => boolean][] = [
    ...scripts.map((script): [string, (row: PlantedRow) => boolean] => [
      script,
      (row) => row.script === script,
    ]),
    ...[...edits, "chain" as const].map((edit): [string, (row: PlantedRow) => boolean] => [
      edit,
      (row) => row.edit === edit,
    ]),
  ];
  return {
    title: "The same, recall at 0.8 and more by script and by edit",
    columns: ["origin", "pairs", ...outcomes.map(({ system }) => system)],
    rows: origins.map(([name, matches]) => {
      const own = reaching.filter(({ low, high }) => matches(rows[low]!) || matches(rows[high]!));
      return [
        name,
        String(own.length),
        ...outcomes.map(({ kept }) => {
          const resolved = own.filter(({ low, high }) => !kept.has(low) || !kept.has(high));
          return percent(resolved.length / own.length);
        }),
      ];
    }),
  };
}
