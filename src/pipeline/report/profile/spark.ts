import type { ColumnProfile } from "../../../profile/column-profile.ts";
import type { NumberProfile } from "../../../profile/number-profile.ts";
import { html, type Html, nothing } from "../html.ts";
import { d, path } from "../svg.ts";
import { joinedBins, sharedBins } from "./bins.ts";

/** A shape without axes, stretched to where it stands; bins in `hot` are to be looked at. */
function spark(values: readonly number[], hot: readonly number[] = []): Html {
  const most = Math.max(...values);
  if (values.length === 0 || !(most > 0)) return nothing;
  const bars = (warm: boolean): string =>
    values
      .map((value, i) =>
        hot.includes(i) === warm && value > 0
          ? d`M${i * 10 + 0.6} 300V${300 - Math.max(8, (290 * value) / most)}H${i * 10 + 9.4}V300Z`
          : "",
      )
      .join("");
  const marks = [
    path(bars(false), { class: "f-kept" }),
    hot.length > 0 ? path(bars(true), { class: "f-exact" }) : nothing,
  ];
  return html`<svg
    viewBox="0 0 ${values.length * 10} 300"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${marks}
  </svg>`;
}

/** The shape of a column in the table of all. */
export function shapeOf(column: ColumnProfile): Html {
  switch (column.kind) {
    case "number":
    case "time":
      return numberSpark(column);
    case "boolean":
      return spark(column.top.map(({ count }) => count));
    case "text":
      return column.category
        ? spark(column.top.map(({ count }) => count))
        : numberSpark(column.characters);
    case "binary":
      return numberSpark(column.sizes);
    case "vector":
      return spark(column.dims.slice(0, 64).map(({ std }) => std ?? 0));
    case "list":
      return numberSpark(column.items ?? column.lengths);
    case "struct":
    case "summary":
    case "other":
      return nothing;
    default:
      return column satisfies never;
  }
}

/** Two shapes over the range of both, the second as a line. */
export function pairSpark(profile: NumberProfile, other: NumberProfile): Html {
  const [bins, others] = sharedBins(profile, other, 28);
  const size = bins.shares.length;
  // A value that never changes has no width to share an axis with.
  if (size < 2 || others.shares.length !== size) return numberSpark(profile);
  const most = Math.max(...bins.shares, ...others.shares) || 1;
  const top = (share: number): number => 300 - (290 * share) / most;
  const bars = bins.shares
    .map((share, i) =>
      share > 0 ? d`M${i * 10 + 0.6} 300V${Math.min(292, top(share))}H${i * 10 + 9.4}V300Z` : "",
    )
    .join("");
  const outline = others.shares.map((share, i) => d`V${top(share)}H${(i + 1) * 10}`).join("");
  return html`<svg viewBox="0 0 ${size * 10} 300" preserveAspectRatio="none" aria-hidden="true">
    ${path(bars, { class: "f-kept" })}${path(`M0 300${outline}V300`, {
      class: "s-exact nofill",
      "stroke-width": 2,
      "vector-effect": "non-scaling-stroke",
    })}
  </svg>`;
}

export function numberSpark(profile: NumberProfile, hot: readonly number[] = []): Html {
  const { shares } = joinedBins(profile, 28);
  // One value is a line, not a wall.
  const only = Array.from({ length: 28 }, (_, i) => Number(i === 14));
  return spark(shares.length === 1 ? only : shares, hot);
}
