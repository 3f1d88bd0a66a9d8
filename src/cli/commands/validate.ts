import { Option as Flag } from "commander";
import type { Command } from "commander";
import type { Validation } from "../api.ts";
import { GATE_CLOSED, UsageError } from "../error.ts";
import { numberFlag } from "../everywhere.ts";
import type { EverywhereValues } from "../everywhere.ts";
import { flagRow } from "../help.ts";
import type { HelpPage } from "../help.ts";
import { duration, exactCount } from "../numbers.ts";
import { forceFlag, toFlag } from "../run-flags.ts";
import { printLines } from "../screen.ts";
import { printJson, shellWord } from "../shell.ts";
import type { Style } from "../style.ts";
import { nextLines } from "../summary.ts";
import { validationLines } from "../validation.ts";
import { watched } from "../watched.ts";
import type { CommandContext } from "./command.ts";

interface ValidateValues extends EverywhereValues {
  readonly schema?: string;
  readonly infer?: boolean;
  readonly output?: string;
  readonly plugin?: readonly string[];
  readonly out?: string;
  readonly to?: string;
  readonly force?: boolean;
  readonly format?: string;
  readonly limit?: number;
}

const schemaFlag = (): Flag => new Flag("--schema <FILE>", "the schema, in YAML");
const inferFlags = (): Flag[] => [
  new Flag("--infer", "write a schema that the inputs keep to, to be edited"),
  new Flag("-o, --output <FILE>", "where to write it; to stdout when absent"),
];
const pluginFlag = (): Flag =>
  new Flag("--plugin <FILE>", "JavaScript with rules of your own; may be repeated").argParser(
    (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
  );
const outFlags = (): Flag[] => [
  new Flag("--out <DIR>", "write good rows to DIR/data, others to DIR/rejected.parquet"),
  toFlag(),
  forceFlag(),
];
const limitFlag = (): Flag =>
  numberFlag("--limit <N>", "violations to list of each rule and column (100)", {
    min: 0,
    integer: true,
  });
const formatFlag = (): Flag =>
  new Flag("--format <NAME>", "format of the inputs, instead of looking at them");

export function addValidate(program: Command, { shell, finish }: CommandContext): Command {
  const command = program.command("validate").argument("<INPUT...>");
  const flags = [
    ...[schemaFlag(), pluginFlag(), limitFlag(), formatFlag()],
    ...[...inferFlags(), ...outFlags()],
  ];
  for (const flag of flags) command.addOption(flag);
  command.action(async (inputs: string[]) => {
    const values = command.optsWithGlobals<ValidateValues>();
    const { json = false, quiet = false, format } = values;
    const api = await shell.api();
    const input = format === undefined ? {} : { format };
    if (values.infer) {
      refuseBoth(values);
      const text = await watched(shell, { json, quiet }, (watch) =>
        api.inferSchema(inputs, { ...input, ...watch }),
      );
      const { output } = values;
      if (output === undefined) shell.out.write(text);
      else {
        await shell.writeText(output, text);
        printLines(shell.err, inferredLines(inputs, output, quiet, shell.err.style));
      }
      finish(0);
      return;
    }
    if (values.schema === undefined) {
      throw new UsageError("There is no schema to validate against.", {
        rule: "--schema names one; --infer writes one to begin with",
        fix: `sluice validate ${inputs.map(shellWord).join(" ")} --infer -o schema.yaml`,
      });
    }
    for (const plugin of values.plugin ?? []) await api.loadValidators(plugin);
    const text = await shell.readText(values.schema);
    const schema = await api.parseSchema(text, folderOf(values.schema));
    const { out, to, force, limit } = values;
    const validation = await watched(shell, { json, quiet }, (watch) =>
      api.validate(inputs, schema, {
        ...input,
        ...watch,
        ...(out === undefined ? {} : { out }),
        ...(to === undefined ? {} : { to }),
        ...(force === undefined ? {} : { force }),
        ...(limit === undefined ? {} : { limit }),
      }),
    );
    if (json) printJson(shell.out, validation);
    else printLines(shell.out, outcomeLines(validation, shell.out.columns, shell.out.style));
    finish(validation.valid ? 0 : GATE_CLOSED);
  });
  return command;
}

const folderOf = (path: string): string => /^(.*)[\\/]/.exec(path)?.[1] ?? ".";

function refuseBoth({ schema, out, json }: ValidateValues): void {
  if (schema === undefined && out === undefined && !json) return;
  throw new UsageError("--infer only writes a schema.", {
    rule: "it goes without --schema, --out and --json",
  });
}

function inferredLines(
  inputs: readonly string[],
  output: string,
  quiet: boolean,
  style: Style,
): string[] {
  if (quiet) return [];
  const words = [...inputs, "--schema", output].map(shellWord).join(" ");
  return [
    `Written to ${output}: edit it, then`,
    ...nextLines("Check the data against it", `sluice validate ${words}`, style),
  ];
}

function outcomeLines(found: Validation, columns: number, style: Style): string[] {
  const { rows, rowsOut } = found.counts;
  const kept = `${exactCount(rowsOut)} of ${exactCount(rows)} rows break no rule`;
  const time = `${kept}; ${duration(found.seconds)}`;
  const head = found.valid
    ? `${style.paint("allGood", style.signs.good)} ${style.paint("strong", "Valid.")} ${time}`
    : `${style.paint("allWrong", style.signs.wrong)} ${style.paint("strong", "Not valid.")} ${time}`;
  return [head, ...validationLines(found, columns, style)];
}

export const validatePage = (): HelpPage => ({
  subject: "sluice validate",
  predicate: "checks data against a schema; exit code 3 when they break it.",
  usage: "sluice validate INPUT... --schema FILE [--out DIR]",
  sections: [
    {
      title: "What to check",
      rows: [schemaFlag(), pluginFlag(), limitFlag(), formatFlag()].map(flagRow),
    },
    { title: "Where rows go", rows: outFlags().map(flagRow) },
    { title: "Instead of checking", rows: inferFlags().map(flagRow) },
  ],
  example: "sluice validate data/*.parquet --infer -o schema.yaml",
});
