import { option } from "../core/option.ts";

const RULES = "first, last, longest, shortest, highest:COLUMN or lowest:COLUMN";
const KEEP = /^(first|last|longest|shortest|(highest|lowest):.+)$/;

/** Which row of a cluster stays. */
export const keepOption = option.string(`Which row of a cluster stays: ${RULES}`, {
  default: "first",
  placeholder: "RULE",
  check: (value) => (KEEP.test(value) ? undefined : "one of its rules"),
});

/** What keeps rows of different groups apart. */
export const groupByOption = option.string(
  "Only rows with the same value of this column can be duplicates",
  { default: undefined },
);

const STEPS = ["nfc", "nfkc", "case", "whitespace", "punctuation"] as const;
export type NormalizeStep = (typeof STEPS)[number];

/** What happens to a text before it is compared; the rows themselves stay as they are. */
/* @__NO_SIDE_EFFECTS__ */
export const normalizeOption = (standard: readonly NormalizeStep[]) =>
  option.strings("What does not count: nfc, nfkc, case, whitespace, punctuation; or none", {
    default: standard,
    check: (steps) => {
      const wrong = steps.find((step) => step !== "none" && !isStep(step));
      if (wrong === undefined) return undefined;
      return `a list of ${STEPS.join(", ")}, or none`;
    },
  });

export function normalizeSteps(steps: readonly string[]): readonly NormalizeStep[] {
  return steps.filter(isStep);
}

function isStep(step: string): step is NormalizeStep {
  return (STEPS as readonly string[]).includes(step);
}
