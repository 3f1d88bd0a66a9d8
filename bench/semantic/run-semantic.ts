import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deviceOptions, openForBench } from "../support/devices.ts";
import { Peers } from "../support/peers.ts";
import type { Suite } from "../support/suite.ts";
import { type JoinOutcome, joinTable, measureJoin } from "./joins.ts";
import { type KMeansCase, type KMeansOutcome, kMeansTable, measureKMeans } from "./k-means.ts";

const K_MEANS: readonly KMeansCase[] = [
  { rows: 20_000, dims: 128, k: 128, rounds: 10 },
  { rows: 50_000, dims: 384, k: 224, rounds: 10 },
];
const JOINS = [10_000, 40_000];
const DIMS = 384;

/** k-means and semantic dedup beside the systems that people use for them. */
export const runSemantic: Suite = async ({
  choice,
  quick,
  only = "",
  rows,
  peers: wanted,
  say,
}) => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const peers = wanted ? Peers.find(say) : undefined;
  const kMeans: KMeansOutcome[] = [];
  const joins: JoinOutcome[] = [];
  try {
    for (const options of await deviceOptions(choice)) {
      await using device = await openForBench(options);
      for (const one of "k-means".includes(only) ? K_MEANS.slice(0, quick ? 1 : 2) : []) {
        kMeans.push(await measureKMeans(device, one, folder, peers, say));
      }
      const sizes = rows === undefined ? JOINS.slice(0, quick ? 1 : 2) : [rows];
      for (const size of "dedup".includes(only) ? sizes : []) {
        joins.push(await measureJoin(device, size, DIMS, folder, peers, say));
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const tables = [
    ...(kMeans.length > 0 ? [kMeansTable(kMeans)] : []),
    ...(joins.length > 0 ? [joinTable(joins)] : []),
  ];
  return { tables, results: { kMeans, joins } };
};
