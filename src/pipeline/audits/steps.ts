import { OptionError } from "../../core/errors.ts";
import type { OptionValues, Options } from "../../core/option.ts";
import { parseOptions } from "../../core/option.ts";
import { type AnyParsed, auditNamed, parseStages } from "../parse-stages.ts";
import type { PlanStage } from "../plan.ts";
import type { Audit } from "./audit.ts";

/** An audit of a plan, with all its options. */
export interface ParsedAudit {
  readonly audit: Audit;
  readonly options: OptionValues<Options>;
  /** Its name; of an audit that comes again, with a number. */
  readonly label: string;
  /** What it looks at: the inputs, or `data/`. */
  readonly of: "inputs" | "data";
}

/** The steps of a plan, with all their options. */
export interface ParsedSteps {
  readonly audits: readonly ParsedAudit[];
  /** Those that change rows. */
  readonly stages: readonly AnyParsed[];
}

/**
 * Tells audits from stages: those before the first stage, or all where there is none, look at the
 * inputs; those behind the last one at what it leaves.
 */
export function parseSteps(planned: readonly PlanStage[]): ParsedSteps {
  const found = planned.map(({ name }) => auditNamed(name));
  const first = found.indexOf(undefined);
  const last = found.lastIndexOf(undefined);
  const audits: ParsedAudit[] = [];
  for (const [i, { name, options: given }] of planned.entries()) {
    const audit = found[i];
    if (!audit) continue;
    if (i > first && i < last) throw between(planned, i);
    const options = parseOptions(audit.options, given, name);
    audit.check?.(options);
    const before = audits.filter((each) => each.audit.name === name).length;
    const label = before === 0 ? name : `${name}-${before + 1}`;
    audits.push({ audit, options, label, of: i > last && last >= 0 ? "data" : "inputs" });
  }
  return { audits, stages: parseStages(planned.filter((_, i) => !found[i])) };
}

function between(planned: readonly PlanStage[], i: number): OptionError {
  const nameAt = (at: number): string => planned[at]!.name;
  return new OptionError(
    `stages.${i}`,
    `${nameAt(i)} stands between stages, after ${nameAt(i - 1)} and before ${nameAt(i + 1)}.`,
    {
      rule: "it looks at the inputs, before all stages, or at data/, after them: in between no rows are written",
      fix: "move it to the beginning or the end",
    },
  );
}
