import type { Api, Plan } from "../api.ts";
import { UsageError } from "../error.ts";
import { type FlagValues, kebab, pickValues } from "../flags.ts";

type StageOptions = Api["stages"][number]["options"];

/** What is said of the encoder, besides the columns and the seed, which are the dedup's as well. */
const OWN = ["encoder", "dims", "prefix", "modelFile", "digest"];
const SHARED = ["column", "embedding"];

/** The options of the embed stage that a dedup by vectors takes to make these first. */
export function encoderOptions(api: Api): StageOptions {
  const options = chosen(embedStage(api).options, OWN);
  // Without it nothing is encoded.
  return { ...options, encoder: { ...options["encoder"]!, default: undefined } };
}

/** The stage that makes the vectors, where an encoder is named. */
export function embedFirst(api: Api, values: FlagValues): Plan["stages"] {
  const { name, options } = embedStage(api);
  const own = pickValues(chosen(options, OWN), values);
  if (own["encoder"] !== undefined) {
    return [{ name, options: { ...own, ...pickValues(chosen(options, SHARED), values) } }];
  }
  const [flag] = Object.keys(own);
  if (flag === undefined) return [];
  throw new UsageError(`--${kebab(flag)} is of an encoder, and none is named.`, {
    where: `--${kebab(flag)}`,
    rule: "without an encoder the vectors of --embedding are compared as they are",
    fix: "--encoder hash, or the folder of a model",
  });
}

function embedStage(api: Api): Api["stages"][number] {
  const stage = api.stages.find(({ name }) => name === "embed");
  if (!stage) throw new UsageError('There is no stage "embed".');
  return stage;
}

function chosen(options: StageOptions, names: readonly string[]): StageOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => names.includes(name)));
}
