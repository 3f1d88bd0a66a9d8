import { OptionError } from "../../core/errors.ts";
import { option } from "../../core/option.ts";
import { driftThresholds, isProfile, measureDrift, writeDrift } from "../drift/drift.ts";
import { resolveInputs } from "../inputs.ts";
import { sourceRecords } from "../source-records.ts";
import { defineAudit } from "./audit.ts";
import { counted } from "../report/numbers.ts";

const { alpha, ks, psi, cramersV, frechet, missing } = driftThresholds;
const share = { min: 0, max: 1 };

export const driftAudit = defineAudit({
  name: "drift",
  doc: "Compare rows with a reference; a gate",
  options: {
    reference: option.strings("Data, or the profile.json of data"),
    columns: option.strings("Columns to compare; all when absent"),
    ignore: option.strings("Columns that may change as they like, such as times and ids"),
    alpha: option.number("Adjusted p-values above it are chance", { default: alpha, ...share }),
    ks: option.number("Kolmogorov-Smirnov distance that is large", { default: ks, ...share }),
    psi: option.number("Population stability index that is large", { default: psi, min: 0 }),
    cramersV: option.number("Cramér's V that is large", { default: cramersV, ...share }),
    frechet: option.number("Frechet distance, of the variance, that is large", {
      default: frechet,
      min: 0,
    }),
    missing: option.number("Change of the share of missing values that is large", {
      default: missing,
      ...share,
    }),
  },
  check({ reference }) {
    if (reference.length > 0) return;
    throw new OptionError("drift.reference", "There is no reference to compare with.", {
      rule: "drift names data, or the profile.json of data",
      fix: "- drift: { reference: last-week/profile.json }",
    });
  },
  async open({ reference, columns, ignore, ...thresholds }) {
    const opaque = reference.map((name) => ({ name, byteLength: 0 }));
    const files = isProfile(reference) ? opaque : await resolveInputs(reference);
    return {
      identity: await sourceRecords(files),
      async look({ paths, format, dataset, folder, progress, signal }) {
        const began = performance.now();
        const measured = await measureDrift(reference, await resolveInputs(paths, { format }), {
          thresholds,
          ignore,
          ...(columns.length > 0 && { columns }),
          progress,
          ...(signal && { signal }),
        });
        const names = { reference: reference.join(", "), current: dataset.join(", ") };
        await writeDrift(folder, measured, (performance.now() - began) / 1000, names);
        const { drifted } = measured;
        return {
          passed: drifted.length === 0,
          finding:
            drifted.length === 0
              ? `no drift in ${counted(Object.keys(measured.columns).length, "column")}`
              : `${counted(drifted.length, "column")} drifted: ${shortList(drifted)}`,
        };
      },
    };
  },
});

const SHOWN = 5;

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).join(", ");
  return names.length > SHOWN ? `${shown}, and ${names.length - SHOWN} more` : shown;
}
