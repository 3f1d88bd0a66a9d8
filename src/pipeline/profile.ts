import { availableParallelism } from "node:os";
import { OptionError } from "../core/errors.ts";
import { version } from "../core/version.ts";
import { explained } from "../io/file-error.ts";
import { DeviceColumns } from "../profile/device-columns.ts";
import { gravestFirst, mediaAlerts } from "../profile/alerts.ts";
import { datasetProfile, defaultMeasures, LEFT_OUT, type Profile } from "../profile/profile.ts";
import type { Measures } from "../profile/number-profile.ts";
import type { BackendName, Device } from "../graph/device.ts";
import { nodePlatform } from "../runtime/node-platform.ts";
import { openDevice } from "../runtime/open-device.ts";
import type { DeviceOptions } from "../runtime/options.ts";
import { type Progress, silent } from "../telemetry/progress.ts";
import { datasetName } from "./dataset-name.ts";
import { type InputSource, resolveInputs } from "./inputs.ts";
import { LANGUAGE_METHOD, NO_LANGUAGES, openLanguages } from "./languages.ts";
import { profileMedia } from "./media/profile-media.ts";
import { type ProfileFiles, publishProfile, refuseFull } from "./profile-files.ts";
import { columnPlan, observeColumns } from "./profile-columns.ts";
import { type Observed, observeHere, type SourceWatch } from "./profile-parts.ts";
import { SourceProgress } from "./source-progress.ts";

/** How a profile is made, and where it goes. */
export interface ProfileOptions {
  /** Name of the format of the inputs, instead of looking at them. */
  readonly format?: string;
  /** Columns to look at; all when absent. */
  readonly columns?: readonly string[];
  /** What is divided by: the count, or one less. */
  readonly std?: Measures["std"];
  /** Quantiles wanted, from 0 to 1. */
  readonly quantiles?: readonly number[];
  /** Frequent values wanted of each column. */
  readonly top?: number;
  /** All there is to tell, or counts, range, mean, deviation and quantiles, which takes less time. */
  readonly statistics?: "full" | "summary";
  /** Whether columns of numbers are correlated. */
  readonly correlations?: boolean;
  /** Whether languages of texts are guessed, of a sample. */
  readonly languages?: boolean;
  /** Whether images and videos that columns name or hold are looked at. */
  readonly media?: boolean;
  /** Threads that Parquet is read on, by columns; all cores when absent. The result is the same. */
  readonly threads?: number;
  /** A GPU to measure numbers on, which reads on one thread; none is used that is not named. The result is the same. */
  readonly device?: DeviceOptions;
  /** Folder for `profile.json`, `statistics.parquet` and `report.html`; nothing is written when absent. */
  readonly out?: string;
  /** Replaces what an earlier profile left in `out`. */
  readonly force?: boolean;
  /** Another dataset, whose profile stands beside this one in the report. */
  readonly compare?: readonly string[];
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** A profile, and what it took. */
export interface ProfileOutcome {
  readonly profile: Profile;
  /** Of the other dataset, where one was named. */
  readonly compared?: Profile;
  readonly seconds: number;
  readonly bytesIn: number;
  /** The device that numbers were measured on, where one was named. */
  readonly device?: { readonly backend: BackendName; readonly name: string };
  readonly files?: ProfileFiles;
}

/** What the progress is called. */
export const PROFILE_PHASE = "Read and count";

/** Reads a dataset once and says what each column is like; memory does not grow with the rows. */
export async function profile(
  inputs: readonly string[],
  options: ProfileOptions = {},
): Promise<ProfileOutcome> {
  const began = performance.now();
  const { progress = silent, out, force, compare } = options;
  measuresOf(options);
  try {
    if (out !== undefined) await refuseFull(out, force ?? false);
    const sources = await resolveInputs(inputs, options);
    const others = compare && (await resolveInputs(compare, options));
    const bytesIn = [...sources, ...(others ?? [])].reduce((sum, each) => sum + each.byteLength, 0);
    await using opened = await openNamed(options.device);
    progress.start(PROFILE_PHASE, "rows", { bytes: bytesIn });
    const own = await profileSources(inputs, sources, options, opened);
    const compared = compare && others && (await profileSources(compare, others, options, opened));
    progress.end(PROFILE_PHASE);
    const outcome = {
      profile: own,
      ...(compared && { compared }),
      bytesIn,
      ...(opened && { device: { backend: opened.backend, name: opened.name } }),
    };
    const files = out === undefined ? undefined : await publishProfile(out, own, compared);
    const seconds = (performance.now() - began) / 1000;
    return { ...outcome, seconds, ...(files && { files }) };
  } catch (error) {
    throw out === undefined ? error : explained(error, out);
  }
}

/** Devices whose work the threads of a profile do themselves. */
const OWN = new Set<DeviceOptions["prefer"]>([undefined, "auto", "wasm", "cpu"]);

/** The device that is named to measure numbers on. */
async function openNamed(options: DeviceOptions = {}): Promise<Device | undefined> {
  if (OWN.has(options.prefer) && options.adapter === undefined) return undefined;
  return (await openDevice(nodePlatform, options)).device;
}

function measuresOf({ std, quantiles, top }: ProfileOptions): Measures {
  for (const q of quantiles ?? []) {
    if (q >= 0 && q <= 1) continue;
    throw new OptionError("quantiles", `${q} is no quantile.`, {
      rule: "quantiles lie from 0 to 1",
    });
  }
  return {
    ...defaultMeasures,
    ...(std && { std }),
    ...(quantiles && { quantiles }),
    ...(top !== undefined && { top }),
  };
}

/** Profiles sources, of which `names` were asked for. */
export async function profileSources(
  names: readonly string[],
  sources: readonly InputSource[],
  options: ProfileOptions,
  device?: Device,
): Promise<Profile> {
  const measures = measuresOf(options);
  const { state, inputs, rejected } = await observeAll(sources, options, device);
  const wanted = (options.languages ?? true) && hasTexts(state.columns);
  const guess = wanted ? await openLanguages() : undefined;
  const measured = datasetProfile(state, measures, guess);
  const looks = options.media !== false && options.statistics !== "summary";
  const media = looks ? await profileMedia(sources, state.columns) : undefined;
  const languages = guess ? LANGUAGE_METHOD : NO_LANGUAGES;
  return {
    version: 1,
    sluice: version,
    dataset: datasetName(names),
    inputs,
    rejected,
    method: {
      ...methodOf(measures),
      ...(wanted && { languages }),
      ...(media && { media: media.method }),
    },
    ...(options.statistics === "summary" && { leftOut: LEFT_OUT }),
    ...measured,
    ...(media?.found && {
      media: media.found,
      alerts: gravestFirst([...measured.alerts, ...mediaAlerts(media.found)]),
    }),
  };
}

/** Whether there is a text that a language could be guessed of. */
function hasTexts(columns: Observed["state"]["columns"]): boolean {
  return columns.some(([, column]) => {
    if (column.kind === "struct") return hasTexts(Object.entries(column.fields));
    return column.kind === "text" && column.text.sample.length > 0;
  });
}

async function observeAll(
  sources: readonly InputSource[],
  options: ProfileOptions,
  device: Device | undefined,
): Promise<Observed> {
  const { columns, correlations = true, progress = silent, signal, format } = options;
  const brief = options.statistics === "summary";
  if (sources.length === 0) {
    throw new OptionError("inputs", "There is nothing to profile.", { rule: "an input is named" });
  }
  await using measuring = device && new DeviceColumns(device);
  const reading = { columns, correlate: correlations && !brief, brief, signal, measuring };
  const threads = options.threads ?? availableParallelism();
  // A format that is forced is not known to the threads.
  const plan = format === undefined ? await columnPlan(sources, reading) : undefined;
  if (plan) {
    return await observeColumns(sources, plan, reading, threads, (rows, bytes) =>
      progress.advance(PROFILE_PHASE, rows, bytes),
    );
  }
  const onSource = (source: InputSource): SourceWatch => {
    const seen = new SourceProgress(progress, PROFILE_PHASE, source);
    return {
      onBytes: seen.onBytes,
      rows: ({ batch, rejected }, reader) =>
        seen.rows(batch.numRows + rejected.length, batch.numRows, reader),
      end: () => seen.end(),
    };
  };
  return await observeHere(sources, { ...reading, onSource });
}

function methodOf({ std }: Measures): Record<string, string> {
  return {
    values:
      "statistics are of finite values; NaN and infinite values are counted apart; whole numbers of 64 bits are taken for the doubles nearest to them",
    moments:
      "sums of the first four powers in whole numbers, without rounding; mean, variance, skewness and kurtosis are divided and rounded once, so they do not depend on order, parts or device",
    std:
      std === "population"
        ? "population: divided by the count"
        : "sample: divided by one less than the count",
    kurtosis:
      "excess: that of a normal distribution is 0; skewness and kurtosis are the population's",
    quantiles:
      "interpolated between neighbours as NumPy does it, exact where quantileError is 0; else of a KLL sketch, and quantileError bounds by what share of all values a rank is off, with a chance of 1e-9 to be wrong",
    distinct:
      "exact where distinctError is 0; else HyperLogLog, and distinctError is its relative standard error; texts are told apart by a hash of 64 bits",
    top: "exact where topError is 0; else as Misra and Gries count, and a count may be too low by topError",
    histogram: "bins of a width that is a power of two, at multiples of it",
    outliers:
      "iqr: beyond 1.5 quartile ranges of the quartiles; mad: over 3.5 scaled median distances from the median; z: over 3 standard deviations from the mean; rows are counted from 0 over all inputs",
    correlations:
      "pearson over all rows where both have a value, or over the sampled rows where the columns are many; spearman over rows sampled by a hash of their position",
  };
}
