/** One file or value that is an image or a video, looked at. */
export type LookedAt = { readonly path: string } & (
  | { readonly state: "missing" }
  | { readonly state: "unreadable"; readonly byteLength: number; readonly reason: string }
  | ({ readonly state: "read"; readonly byteLength: number } & MediaFacts)
);

/** What the head of an image or a video says. */
export interface MediaFacts {
  /** `jpg`, `png`, `MP4`, and so on. */
  readonly container: string;
  readonly codec?: string;
  readonly width: number;
  readonly height: number;
  /** Of videos. */
  readonly seconds?: number;
  /** Frames a second, on average. */
  readonly rate?: number;
}

/** How many have a value. */
export interface MediaCount {
  readonly value: string;
  readonly count: number;
}

/** From the least to the greatest. */
export interface MediaRange {
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly total: number;
}

/** The images or videos of a column. */
export interface MediaProfile {
  /** Whether files are named, or values are images themselves. */
  readonly by: "path" | "bytes";
  /** Values of the column; of a folder that is a dataset, the files that it speaks of. */
  readonly references: number;
  /** Different files, or values, that were looked at: all of them, or those of sampled rows. */
  readonly lookedAt: number;
  readonly missing: { readonly count: number; readonly examples: readonly string[] };
  readonly unreadable: {
    readonly count: number;
    readonly examples: readonly { readonly path: string; readonly reason: string }[];
  };
  /** Of the files; null where none was there, and of values, whose sizes the column tells. */
  readonly bytes: MediaRange | null;
  readonly containers: readonly MediaCount[];
  readonly codecs: readonly MediaCount[];
  /** Width and height, such as `640 x 480`. */
  readonly sizes: readonly MediaCount[];
  /** Seconds of videos; null where there is none. */
  readonly seconds: MediaRange | null;
  /** Frames a second, to two digits. */
  readonly rates: readonly MediaCount[];
}

const LISTED = 20;

export function mediaProfile(
  by: MediaProfile["by"],
  references: number,
  found: readonly LookedAt[],
): MediaProfile {
  const missing = found.filter(({ state }) => state === "missing");
  const unreadable = found.filter((each) => each.state === "unreadable");
  const read = found.filter((each) => each.state === "read");
  const counted = (value: (file: (typeof read)[number]) => string | undefined): MediaCount[] =>
    countsOf(read.flatMap((file) => value(file) ?? []));
  return {
    by,
    references,
    lookedAt: found.length,
    missing: { count: missing.length, examples: missing.slice(0, LISTED).map(({ path }) => path) },
    unreadable: {
      count: unreadable.length,
      examples: unreadable.slice(0, LISTED).map(({ path, reason }) => ({ path, reason })),
    },
    bytes:
      by === "path" ? rangeOf([...unreadable, ...read].map(({ byteLength }) => byteLength)) : null,
    containers: counted(({ container }) => container),
    codecs: counted(({ codec }) => codec),
    sizes: counted(({ width, height }) => `${width} x ${height}`),
    seconds: rangeOf(read.flatMap(({ seconds }) => seconds ?? [])),
    rates: counted(({ rate }) =>
      rate === undefined ? undefined : String(Number(rate.toFixed(2))),
    ),
  };
}

function countsOf(values: readonly string[]): MediaCount[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, LISTED);
}

function rangeOf(values: readonly number[]): MediaRange | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return {
    min: sorted[0]!,
    median: (sorted[Math.floor(half)]! + sorted[Math.ceil(half)]!) / 2,
    max: sorted[sorted.length - 1]!,
    total: sorted.reduce((sum, each) => sum + each, 0),
  };
}
