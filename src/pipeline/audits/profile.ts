import { option } from "../../core/option.ts";
import { resolveInputs } from "../inputs.ts";
import { PROFILE_PHASE, profileSources } from "../profile.ts";
import { publishProfile } from "../profile-files.ts";
import { defineAudit } from "./audit.ts";
import { counted } from "../report/numbers.ts";

export const profileAudit = defineAudit({
  name: "profile",
  doc: "Say what each column is like",
  options: {
    columns: option.strings("Columns to look at; all when absent"),
    statistics: option.oneOf(
      "All that is told, or counts, range, mean, deviation and quantiles alone",
      ["full", "summary"],
      { default: "full" },
    ),
    std: option.oneOf("What is divided by: the count, or one less", ["population", "sample"], {
      default: "population",
    }),
    top: option.number("Frequent values to tell of each column", {
      default: 20,
      min: 0,
      integer: true,
    }),
    correlations: option.boolean("Correlate columns of numbers", true),
    media: option.boolean("Look at images and videos that columns name or hold", true),
    languages: option.boolean("Guess the languages of texts, of a sample", true),
  },
  async open({ columns, ...measures }) {
    return {
      identity: null,
      async look({ paths, format, dataset, called, folder, progress, signal }) {
        const sources = await resolveInputs(paths, { format });
        const bytes = sources.reduce((sum, { byteLength }) => sum + byteLength, 0);
        progress.start(PROFILE_PHASE, "rows", { bytes });
        const found = await profileSources(dataset, sources, {
          ...measures,
          ...(columns.length > 0 && { columns }),
          ...(format !== undefined && { format }),
          progress,
          ...(signal && { signal }),
        });
        progress.end(PROFILE_PHASE);
        const inputs = found.inputs.map((input) => ({ ...input, path: called(input.path) }));
        await publishProfile(folder, { ...found, inputs }, undefined);
        const columnCount = Object.keys(found.columns).length;
        return {
          passed: null,
          finding: `${counted(found.rows, "row")}, ${counted(columnCount, "column")}, ${counted(found.alerts.length, "alert")}`,
        };
      },
    };
  },
});
