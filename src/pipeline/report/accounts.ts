import { assert } from "../../core/assert.ts";
import type { StageResult } from "../result.ts";
import type { DedupReport } from "./data.ts";
import { threshold } from "./numbers.ts";
import type { Fate } from "./tokens.ts";

/** A place where rows leave, in the order in which they get there. */
export interface Outlet {
  /** Name of the gate they leave at. */
  readonly gate: string;
  /** What they are: `Exact duplicates`. */
  readonly name: string;
  /** The same in the equation: `exact`. */
  readonly short: string;
  readonly why: string;
  readonly fate: Fate;
  readonly rows: number;
}

/** Where every row went; made only if that adds up. */
export interface Accounts {
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly outlets: readonly Outlet[];
}

export function accountFor(report: DedupReport): Accounts {
  const { rowsIn, rowsOut, duplicates, rejected, stages } = report.result;
  const out = rowsOut + duplicates + rejected;
  assert(
    rowsIn === out,
    `${rowsIn} rows in, but ${rowsOut} out + ${duplicates} duplicates + ${rejected} rejected = ${out}`,
  );
  const ofStages = stages.reduce((sum, stage) => sum + stage.duplicates, 0);
  assert(
    ofStages === duplicates,
    `the stages removed ${ofStages} duplicates, but the run ${duplicates}`,
  );
  return { rowsIn, rowsOut, duplicates, rejected, outlets: mergeOutlets(outletsOf(report)) };
}

/** Which of the fates a stage deals out, by its name. */
export function fateOf(stage: string): Fate {
  if (/exact/i.test(stage)) return "exact";
  return /fuzzy/i.test(stage) ? "fuzzy" : "semantic";
}

/** `exact` for `exact-dedup`; other names as they are. */
export function shortName(stage: string): string {
  return knownDedup.exec(stage)?.[0].toLowerCase() ?? stage;
}

const knownDedup = /exact|fuzzy|semantic/i;

function outletsOf(report: DedupReport): Outlet[] {
  const { stages, rowsIn, rowsOut } = report.result;
  const outlets: Outlet[] = [];
  const reject = (gate: string, rows: number) => {
    assert(rows >= 0, `${-rows} more rows after ${gate} than before it`);
    if (rows > 0) outlets.push(rejection(gate, rows, report));
  };
  let rows = rowsIn;
  stages.forEach((stage, i) => {
    reject(i === 0 ? "Read" : capitalised(stage.name), rows - stage.rowsIn);
    if (stage.duplicates > 0 || knownDedup.test(stage.name)) outlets.push(removal(stage, report));
    reject(capitalised(stage.name), stage.rowsIn - stage.duplicates - stage.rowsOut);
    rows = stage.rowsOut;
  });
  reject(stages.length === 0 ? "Read" : "Write", rows - rowsOut);
  return outlets;
}

function removal(stage: StageResult, report: DedupReport): Outlet {
  const fate = fateOf(stage.name);
  const short = shortName(stage.name);
  const own = report.threshold !== undefined && fate === report.degree;
  const enough = own ? `${threshold(report.threshold)} or more` : "";
  const why: Partial<Record<Fate, string>> = {
    exact: "the same text",
    fuzzy: own ? `similarity ${enough}` : "nearly the same text",
    semantic: own ? `cosine ${enough}` : "nearly the same meaning",
  };
  return {
    gate: capitalised(short),
    name: `${capitalised(short)} duplicates`,
    short,
    why: why[fate] ?? "",
    fate,
    rows: stage.duplicates,
  };
}

function rejection(gate: string, rows: number, { rejectedReasons }: DedupReport): Outlet {
  const [first] = rejectedReasons;
  const known = first && rejectedReasons.length === 1 && first.reason.length <= 24;
  const why = known ? first.reason : "broke a rule";
  return { gate, name: "Rejected", short: "rejected", why, fate: "reject", rows };
}

/** At most four, so that the picture stays readable: rejections first become one, then the tail. */
function mergeOutlets(outlets: readonly Outlet[]): readonly Outlet[] {
  if (outlets.length <= 4) return outlets;
  const isRejection = ({ fate }: Outlet) => fate === "reject";
  const removals = outlets.filter((outlet) => !isRejection(outlet));
  const rejections = sumOutlets(outlets.filter(isRejection), {});
  const most = rejections.length === 0 ? 4 : 3;
  if (removals.length <= most) return [...removals, ...rejections];
  const tail = sumOutlets(removals.slice(most - 1), {
    gate: "Later",
    name: "Later stages",
    short: "later",
    why: "removed by later stages",
  });
  return [...removals.slice(0, most - 1), ...tail, ...rejections];
}

function sumOutlets(outlets: readonly Outlet[], named: Partial<Outlet>): readonly Outlet[] {
  const [first] = outlets;
  if (first === undefined) return [];
  return [{ ...first, ...named, rows: outlets.reduce((sum, { rows }) => sum + rows, 0) }];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
