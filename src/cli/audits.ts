import type { RunOutcome } from "./api.ts";
import type { Style } from "./style.ts";
import { cutMiddle, padEnd, printable } from "./width.ts";

type Audit = RunOutcome["audits"][number];

/** What the steps that look at rows found: a line for each, with where it is written. */
export function auditLines(
  { audits }: Pick<RunOutcome, "audits">,
  columns: number,
  style: Style,
): string[] {
  if (audits.length === 0) return [];
  const { paint, signs } = style;
  const width = Math.max(...audits.map((audit) => nameOf(audit).length));
  const lines = audits.map((audit) => {
    const sign = signOf(audit, style);
    const text = `${printable(audit.finding)}; ${printable(audit.folder)}/`;
    return `  ${sign} ${padEnd(nameOf(audit), width)}  ${cutMiddle(text, columns - width - 6, signs.ellipsis)}`;
  });
  return [paint("strong", "Looked at"), ...lines];
}

function signOf({ passed }: Audit, { paint, signs }: Style): string {
  if (passed === null) return signs.absent;
  return passed ? paint("good", signs.good) : paint("allWrong", signs.wrong);
}

const nameOf = ({ name, of }: Audit): string => `${of}, ${name}`;

/** `validate of inputs: not passed, 3 violations, in 3 of 100 rows`. */
export const plainAuditLines = ({ audits }: Pick<RunOutcome, "audits">): string[] =>
  audits.map(
    ({ name, of, passed, finding }) =>
      `${name} of ${of}: ${passed === null ? "" : passed ? "passed, " : "not passed, "}${printable(finding)}`,
  );
