import type { Command } from "commander";
import type { Api, Plan } from "../api.ts";
import { UsageError } from "../error.ts";
import { execute } from "../execute.ts";
import { withFlagNames } from "../flag-errors.ts";
import { flagText, pickValues, toFlags } from "../flags.ts";
import type { FlagValues } from "../flags.ts";
import { flagRow, optionRows } from "../help.ts";
import type { HelpPage, HelpSection } from "../help.ts";
import {
  continueFlags,
  indexFlags,
  inputFlags,
  outFlag,
  planParts,
  runOptions,
  showFlag,
  toFlag,
} from "../run-flags.ts";
import type { RunValues } from "../run-flags.ts";
import { shellWord } from "../shell.ts";
import type { CommandContext } from "./command.ts";
import { embedFirst, encoderOptions } from "./embed-first.ts";
import { addRefilter, refilterPage } from "./refilter.ts";

const KINDS = {
  exact: {
    stage: "exact-dedup",
    summary: "equal after normalising            hash, 128 bits, verified",
    predicate: "removes rows that are equal, and says which row each repeats.",
    example: "sluice dedup exact data/*.parquet --column task --out out",
  },
  fuzzy: {
    stage: "fuzzy-dedup",
    summary: "nearly the same characters         MinHash, verified by Jaccard",
    predicate: "removes rows that are nearly equal, and says why for each.",
    example: "sluice dedup fuzzy data/*.parquet --column task --out out",
  },
  semantic: {
    stage: "semantic-dedup",
    summary: "nearly the same meaning            cosine of vectors, exact",
    predicate: "removes rows whose vectors point nearly the same way.",
    example: "sluice dedup semantic data/*.parquet --column task --encoder hash --out out",
  },
} as const;

type Kind = keyof typeof KINDS;
const kinds: readonly Kind[] = ["exact", "fuzzy", "semantic"];

export function addDedup(program: Command, context: CommandContext): Command {
  const dedup = program.command("dedup");
  for (const kind of kinds) {
    const command = dedup.command(kind).argument("<INPUT...>");
    command.action(async (inputs: string[]) => {
      const api = await context.shell.api();
      const values = command.optsWithGlobals<RunValues & FlagValues>();
      context.finish(await run(context, api, kind, inputs, values));
    });
  }
  context.describe(addRefilter(dedup, context), refilterPage);
  return dedup;
}

/** The flags come from the declarations of the stages, so the engine must be there. */
export function completeDedup(dedup: Command, context: CommandContext, api: Api): void {
  for (const kind of kinds) {
    const command = dedup.commands.find((each) => each.name() === kind)!;
    const own = toFlags(stageOf(api, kind).options);
    if (kind === "semantic") own.push(...toFlags(encoderOptions(api)));
    const common = [...indexFlags(), ...continueFlags(), ...inputFlags(), toFlag(), showFlag()];
    for (const flag of [...own, outFlag(), ...common]) command.addOption(flag);
    context.describe(command, () => kindPage(api, kind));
  }
  context.describe(dedup, () => dedupPage(api));
}

function stageOf(api: Api, kind: Kind): Api["stages"][number] {
  const name = KINDS[kind].stage;
  const stage = api.stages.find((each) => each.name === name);
  if (!stage) throw new UsageError(`There is no stage "${name}".`);
  return stage;
}

async function run(
  { shell }: CommandContext,
  api: Api,
  kind: Kind,
  inputs: readonly string[],
  values: RunValues & FlagValues,
): Promise<number> {
  const { name, options } = stageOf(api, kind);
  const stage = { name, options: pickValues(options, values) };
  const first = kind === "semantic" ? embedFirst(api, values) : [];
  const plan: Plan = { ...planParts(inputs, values), stages: [...first, stage] };
  const { json = false, quiet = false, show = 0 } = values;
  const execution = {
    plan,
    run: runOptions(values),
    answer: { json, quiet },
    show,
    next: nextStep(kind, plan),
  };
  try {
    return await execute(shell, execution);
  } catch (error) {
    throw withFlagNames(error, plan);
  }
}

function nextStep(kind: Kind, { stages, out }: Plan): { label: string; command: string } {
  const folder = out.replace(/\/+$/, "");
  if (kind !== "exact") {
    const file = shellWord(`${folder}/duplicates.parquet`);
    return { label: "See what was removed", command: `sluice inspect ${file}` };
  }
  const columns = stages[0]!.options["columns"];
  const column = Array.isArray(columns) && columns.length === 1 ? String(columns[0]) : "NAME";
  const words = [`${folder}/data`, "--column", column, "--out", `${folder}-fuzzy`];
  return {
    label: "Look for rows that are nearly equal",
    command: `sluice dedup fuzzy ${words.map(shellWord).join(" ")}`,
  };
}

/** What a page lists before and after the options that only one kind has. */
const COMPARED: Readonly<Record<Kind, readonly string[]>> = {
  exact: ["columns", "normalize", "groupBy"],
  fuzzy: ["column", "normalize", "groupBy"],
  semantic: ["embedding", "column", "groupBy"],
};
const KEPT: Readonly<Record<Kind, readonly string[]>> = {
  exact: ["keep"],
  fuzzy: ["keep", "clusters"],
  semantic: ["keep", "components"],
};

/** `main` is the kind whose options stand for those that several have. */
function optionSections(api: Api, chosen: readonly Kind[], main: Kind): HelpSection[] {
  const only = (names: readonly string[], wanted: boolean, kind: Kind) =>
    optionRows(
      Object.fromEntries(
        Object.entries(stageOf(api, kind).options).filter(
          ([name]) => names.includes(name) === wanted,
        ),
      ),
    );
  const own = (kind: Kind) => {
    const told = kind === main ? KEPT[main] : ["keep", "columns"];
    return only([...COMPARED[main], ...told], false, kind);
  };
  return [
    { title: "What to compare", rows: only(COMPARED[main], true, main) },
    ...chosen.map((kind) => ({ title: kind, rows: own(kind) })),
    ...(main === "semantic"
      ? [{ title: "Vectors of --column, made first", rows: optionRows(encoderOptions(api)) }]
      : []),
    {
      title: "What to keep",
      rows: [...only(KEPT[main], true, main), ...[outFlag(), ...continueFlags()].map(flagRow)],
    },
    { title: "What came before", rows: indexFlags().map(flagRow) },
    {
      title: "Reading and writing",
      rows: [...inputFlags(), toFlag(), showFlag()].map(flagRow),
    },
  ];
}

function kindPage(api: Api, kind: Kind): HelpPage {
  const { predicate, example } = KINDS[kind];
  const column = Object.entries(stageOf(api, kind).options).find(([name]) =>
    /^(columns?|embedding)$/.test(name),
  );
  const flag = column ? flagText(...column) : "";
  const columnPart = column?.[1].default === undefined ? flag : `[${flag}]`;
  return {
    subject: `sluice dedup ${kind}`,
    predicate,
    usage: `sluice dedup ${kind} INPUT... ${columnPart} --out DIR`,
    sections: optionSections(api, [kind], kind),
    example,
  };
}

function dedupPage(api: Api): HelpPage {
  const rows = [
    ...kinds.map((kind) => ({ term: kind, text: KINDS[kind].summary })),
    { term: "refilter", text: "results, at a stricter threshold   nothing is hashed again" },
  ];
  return {
    subject: "sluice dedup",
    predicate: "removes rows that repeat other rows, and says why for each.",
    usage: `sluice dedup ${kinds.join("|")} INPUT... --column NAME --out DIR`,
    sections: [{ rows, commands: true, compact: true }, ...optionSections(api, kinds, "fuzzy")],
    example: KINDS.fuzzy.example,
  };
}
