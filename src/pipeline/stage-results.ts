import type { Decided } from "./decide.ts";
import type { AnyParsed } from "./parse-stages.ts";
import type { StageResult } from "./result.ts";

/** What each stage did, with what the manifest says of it besides. */
export interface NotedResult {
  readonly result: StageResult;
  readonly notes: Readonly<Record<string, unknown>>;
}

export interface Accounts {
  /** Rows that could be read. */
  readonly rows: number;
  /** Seconds before the first stage decided. */
  readonly readSeconds: number;
  readonly seconds: number;
  /** What each map stage says of itself, in their order. */
  readonly mapNotes: readonly Readonly<Record<string, unknown>>[];
}

/** All stages in the order of the plan. Reading is booked to the first, writing to the last. */
export function stageResults(
  parsed: readonly AnyParsed[],
  { stages }: Pick<Decided, "stages">,
  { rows, readSeconds, seconds, mapNotes }: Accounts,
): NotedResult[] {
  const deciding = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  const writeSeconds = seconds - readSeconds - deciding;
  let maps = 0;
  let decided = 0;
  let left = rows;
  return parsed.map(({ stage: { kind, name } }, i): NotedResult => {
    const passes = (i === 0 ? readSeconds : 0) + (i === parsed.length - 1 ? writeSeconds : 0);
    if (kind === "map") {
      const counts = { rowsIn: left, rowsOut: left, duplicates: 0, clusters: 0, largestCluster: 0 };
      return { result: { name, ...counts, seconds: passes }, notes: mapNotes[maps++]! };
    }
    const { notes, ...own } = stages[decided++]!;
    left = own.rowsOut;
    return { result: { ...own, seconds: own.seconds + passes }, notes };
  });
}
