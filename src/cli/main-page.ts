import { everywhereFlags } from "./everywhere.ts";
import { flagRow } from "./help.ts";
import type { HelpPage } from "./help.ts";

/** What `sluice --help` prints; it lists what exists, and loads nothing. */
export const mainPage: HelpPage = {
  subject: "Sluice",
  predicate: "washes training data: any GPU, the same answer everywhere.",
  usage: "sluice COMMAND INPUT... [--out DIR] [options]",
  sections: [
    {
      title: "Curate",
      commands: true,
      rows: [
        { term: "dedup exact", text: "remove rows that are equal" },
        { term: "dedup fuzzy", text: "remove rows that are nearly equal" },
        { term: "dedup semantic", text: "remove rows that mean nearly the same" },
        { term: "dedup refilter", text: "give fuzzy results a stricter threshold" },
        { term: "embed", text: "give each row a vector that stands for its text" },
        { term: "normalize", text: "scale vectors, or centre and scale their columns" },
        { term: "run FILE.yaml", text: "run a whole pipeline" },
        { term: "plan FILE.yaml", text: "show what a pipeline would do" },
      ],
    },
    {
      title: "Check",
      commands: true,
      rows: [
        { term: "profile", text: "counts, distributions, alerts" },
        { term: "validate", text: "check data against a schema" },
        { term: "drift REF NOW", text: "how data changed from a reference" },
      ],
    },
    {
      title: "Look and change",
      commands: true,
      rows: [
        { term: "inspect FILE", text: "what is inside a file" },
        { term: "convert", text: "write the same rows in another format" },
      ],
    },
    {
      title: "This machine",
      commands: true,
      rows: [{ term: "doctor", text: "which devices work, and what to install" }],
    },
    { title: "Everywhere", rows: everywhereFlags().map(flagRow) },
  ],
  closing: ({ paint }) => [
    "An INPUT is a file, a folder, a glob or a URL. Exit codes: 0 ok, 1 the run",
    "failed, 2 bad usage, 3 a gate did not pass.",
    "",
    `${paint("quiet", "sluice COMMAND --help tells more.")}  First time? ${paint("accent", "sluice doctor")}`,
  ],
};
