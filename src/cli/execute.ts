import type { Plan, Refilter, RunOptions, RunOutcome, RunStart } from "./api.ts";
import { chooseExamples, clusterLines, wantedExamples } from "./clusters.ts";
import { CliError, GATE_CLOSED, STOPPED } from "./error.ts";
import type { Title } from "./header.ts";
import { LiveProgress } from "./live-progress.ts";
import { duration } from "./numbers.ts";
import { PlainProgress } from "./plain-progress.ts";
import { shownNowhere } from "./progress.ts";
import type { ShownProgress } from "./progress.ts";
import { printLines } from "./screen.ts";
import { printJson, shellWord } from "./shell.ts";
import type { Answer, Shell } from "./shell.ts";
import { auditLines, plainAuditLines } from "./audits.ts";
import {
  doneLine,
  ledgerLines,
  nextLines,
  plainLedgerLines,
  plainWrittenLine,
  recallLine,
  writtenLines,
} from "./summary.ts";

export interface Execution {
  readonly plan: Plan;
  /** What is asked of earlier results, instead of running the plan. */
  readonly refilter?: Refilter;
  readonly run: RunOptions;
  readonly answer: Answer;
  /** Example clusters to print. */
  readonly show: number;
  readonly title?: Title;
  readonly next?: { readonly label: string; readonly command: string };
}

/** Runs a plan with everything a terminal shows of it; the answer is the exit code. */
export async function execute(shell: Shell, execution: Execution): Promise<number> {
  const { plan, run, show } = execution;
  const { runPlan, refilter } = await shell.api();
  const progress = progressFor(shell, execution);
  const controller = new AbortController();
  const stopListening = shell.onInterrupt(() => {
    controller.abort();
    progress.note("Stopping; Ctrl-C again ends at once.");
  });
  try {
    const request = {
      ...run,
      progress,
      signal: controller.signal,
      onStart: (start: RunStart): void => progress.begin(start),
      examples: wantedExamples(show),
    };
    const asked = execution.refilter;
    const outcome = await (asked ? refilter(asked, request) : runPlan(plan, request));
    progress.stop();
    printOutcome(shell, execution, outcome);
    return outcome.audits.some(({ passed }) => passed === false) ? GATE_CLOSED : 0;
  } catch (error) {
    progress.stop("failed");
    throw controller.signal.aborted ? interrupted(shell, execution) : error;
  } finally {
    stopListening();
  }
}

function progressFor({ err, live, clock, version }: Shell, execution: Execution): ShownProgress {
  if (execution.answer.quiet) return shownNowhere;
  return live
    ? new LiveProgress(err, clock, version, execution.title)
    : new PlainProgress(err, clock, version);
}

function interrupted({ args }: Shell, { plan: { out }, refilter }: Execution): CliError {
  if (refilter) {
    return new CliError(STOPPED, `Nothing was written to ${out}.`, {
      fix: `start again: sluice ${args.map(shellWord).join(" ")}`,
    });
  }
  const again = args.filter((arg) => arg !== "--resume" && arg !== "--force");
  return new CliError(STOPPED, `The work so far is kept in ${out}.`, {
    fix: `go on with it: sluice ${[...again, "--resume"].map(shellWord).join(" ")}`,
  });
}

function printOutcome(shell: Shell, execution: Execution, outcome: RunOutcome): void {
  const { out, err } = shell;
  const { answer, plan, show } = execution;
  if (answer.json) {
    // The ledger is checked whichever way it is printed.
    plainLedgerLines(outcome);
    printJson(out, toJson(outcome, show));
    return;
  }
  if (out.terminal) {
    printLines(out, summaryLines(shell, execution, outcome));
    return;
  }
  const ledger = plainLedgerLines(outcome);
  if (!answer.quiet) {
    const done = err.terminal ? ["", doneLine(outcome, err.style)] : [plainDone(outcome)];
    printLines(err, done);
  }
  printLines(out, [
    ...ledger,
    ...clusterLines(chooseExamples(outcome.examples, show), 80, out.style),
    ...plainAuditLines(outcome),
    plainWrittenLine(outcome.outputs, plan.out),
  ]);
}

const plainDone = ({ seconds }: RunOutcome): string => `done in ${duration(seconds)}`;

function summaryLines(shell: Shell, execution: Execution, outcome: RunOutcome): string[] {
  const { style, columns } = shell.out;
  const { plan, show, next } = execution;
  const examples = clusterLines(chooseExamples(outcome.examples, show), columns, style);
  const blocks = [
    [doneLine(outcome, style)],
    plan.stages.length > 0 || outcome.rejected > 0 ? ledgerLines(outcome, columns, style) : [],
    recallLine(outcome),
    auditLines(outcome, columns, style),
    examples,
    writtenLines(outcome.outputs, plan.out, columns, style),
    next ? nextLines(next.label, next.command, style) : [],
  ];
  return spaced(blocks);
}

/** Each block that has lines, after an empty line. */
function spaced(blocks: readonly (readonly string[])[]): string[] {
  return blocks.flatMap((block) => (block.length > 0 ? [""].concat(block) : []));
}

function toJson(outcome: RunOutcome, show: number): unknown {
  const { rowsIn, rowsOut, duplicates, rejected, clusters, seconds, bytesIn } = outcome;
  const { device, stages, outputs, examples } = outcome;
  return {
    rowsIn,
    rowsOut,
    duplicates,
    rejected,
    clusters,
    seconds,
    bytesIn,
    device,
    stages,
    ...(outcome.audits.length > 0 && { audits: outcome.audits }),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, file]) => [name, file.path])),
    ...(show > 0 ? { examples: chooseExamples(examples, show) } : {}),
  };
}
