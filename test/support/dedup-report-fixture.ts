import type { DedupReport, ReportCluster } from "../../src/pipeline/report/data.ts";
import type { RunResult, StageResult } from "../../src/pipeline/result.ts";

interface Counts {
  readonly rowsIn: number;
  readonly exact?: number;
  readonly fuzzy?: number;
  readonly semantic?: number;
  readonly rejected: number;
  readonly clusters?: number;
  readonly largestCluster?: number;
  readonly seconds?: number;
}

const stageNames = ["exact", "fuzzy", "semantic"] as const;

/** A run whose counts add up; rows are rejected when they are read, before the first stage. */
export function runResult(counts: Counts): RunResult {
  const { rowsIn, rejected, clusters = 0, largestCluster = 0, seconds = 38.6 } = counts;
  let rows = rowsIn - rejected;
  const stages = stageNames.flatMap((name): StageResult[] => {
    const duplicates = counts[name];
    if (duplicates === undefined) return [];
    const stageRows = rows;
    rows -= duplicates;
    return [
      {
        name,
        rowsIn: stageRows,
        rowsOut: rows,
        duplicates,
        clusters,
        largestCluster,
        seconds: seconds / 4,
      },
    ];
  });
  const duplicates = stages.reduce((sum, stage) => sum + stage.duplicates, 0);
  return {
    rowsIn,
    rowsOut: rows,
    duplicates,
    rejected,
    clusters,
    seconds,
    bytesIn: rowsIn * 234,
    device: {
      backend: "webgpu",
      name: "Example GPU 24 GB",
      reason: "first hardware adapter; no CUDA driver found",
    },
    stages,
    audits: [],
    outputs: {
      data: { path: "out/data", byteLength: rows * 232, rows },
      duplicates: {
        path: "out/duplicates.parquet",
        byteLength: duplicates * 28 + 1184,
        rows: duplicates,
      },
      rejected: { path: "out/rejected.parquet", byteLength: rejected * 35 + 904, rows: rejected },
      report: { path: "out/report.html", byteLength: 0 },
      manifest: { path: "out/manifest.json", byteLength: 14_210 },
    },
  };
}

/** Numbers from 0 to 1 that are the same each time. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const tasks = [
  "picks up the red mug from the drying rack and places it upright on the left shelf, then returns the arm to the home pose",
  "the gripper opens the top drawer by its handle, waits two seconds, and closes it again without touching the cabinet",
  "wipe the table from left to right with the folded sponge, keeping light contact, and stop at the edge",
  "insert the white connector into the port on the front panel, rotate until it clicks, then release",
  "fold the grey towel in half twice, press the crease with the left hand, and stack it on the pile",
  "sort the screws by length into the three bins, shortest on the left, and report any that do not fit",
  "pour water from the clear jug into the glass until it is two thirds full, then set the jug down",
];

type Swap = readonly [from: RegExp, to: string];

function pick<T>(list: readonly [T, ...T[]], random: () => number): T {
  return list[Math.floor(random() * list.length)] ?? list[0];
}

const swaps: readonly [Swap, ...Swap[]] = [
  [/\b(red|grey|white|clear)\b/, "blue"],
  [/left/, "right"],
  [/two/, "three"],
  [/, then/, " and then"],
  [/ the /, " a "],
  [/\b(top|front)\b/, "back"],
];

const sources: readonly [string, ...string[]] = [
  "lab-a/episodes-0003.parquet",
  "lab-b/episodes-0011.parquet",
  "web/captions-07.jsonl",
  "sim/rollouts-02.jsonl",
];

/** Clusters of made-up robot tasks, each removed text with a few of its words replaced. */
export function sampleClusters(howMany: number, seed = 7): readonly ReportCluster[] {
  const random = seeded(seed);
  return Array.from({ length: howMany }, (_, i) => {
    const text = `sample ${i + 1}: ${tasks[i % tasks.length]}`;
    const size = Math.max(2, Math.round(4127 / (i + 1) ** 1.2));
    const rowIndex = Math.floor(random() * 400_000);
    const pairs = Array.from({ length: Math.min(3, size - 1) }, (_unused, j) => {
      let changed = text;
      for (let edits = 0; edits < 3 - j; edits++) {
        const [from, to] = pick(swaps, random);
        changed = changed.replace(from, to);
      }
      return {
        text: changed,
        source: pick(sources, random),
        rowIndex: rowIndex + 1 + j * 977,
        similarity: changed === text ? 1 : 0.81 + j * 0.05 + random() * 0.04,
        method: changed === text ? "exact" : "fuzzy",
      };
    });
    pairs.sort((a, b) => a.similarity - b.similarity);
    const id = String(4_294_967_296 + rowIndex);
    const to = pairs[pairs.length - 1]!.similarity;
    const kept = { text, source: pick(sources, random), rowIndex };
    return { id, size, from: pairs[0]!.similarity, to, kept, pairs };
  });
}

/** Twelve million rows, a fifth of them repeats: every part of the report has something to show. */
export function dedupReport(changes: Partial<DedupReport> = {}): DedupReport {
  const random = seeded(21);
  const counts = Array.from({ length: 20 }, (_, i) => {
    const similarity = 0.8 + i * 0.01;
    const hump = 9_000 + 245_000 * Math.exp(-(((similarity - 0.955) / 0.035) ** 2));
    return Math.round(hump * (0.93 + random() * 0.14));
  });
  return {
    dataset: "kitchen-tasks",
    column: "instruction",
    date: "2026-01-15T09:12:44Z",
    version: "0.1.0",
    sample: true,
    result: runResult({
      rowsIn: 12_400_000,
      exact: 964_120,
      fuzzy: counts.reduce((sum, count) => sum + count, 0),
      rejected: 34_540,
      clusters: 708_347,
      largestCluster: 4127,
    }),
    method: [
      "5-character shingles",
      "128 hashes",
      "16 bands of 8",
      "the first row of a cluster is kept",
    ],
    threshold: 0.8,
    predictedRecall: 1 - (1 - 0.8 ** 8) ** 16,
    banding: { bands: 16, rows: 8 },
    measuredRecall: { value: 0.951, sample: 20_000, pairs: 3184 },
    rejectedReasons: [
      { reason: "empty text", count: 34_102 },
      { reason: "not UTF-8: byte 17 of the text", count: 438 },
    ],
    degree: "fuzzy" as const,
    emptyTexts: 212,
    noDirection: 0,
    similarity: { from: 0.8, width: 0.01, counts },
    clusterSizes: [
      { size: 2, count: 445_647 },
      { size: 3, count: 123_000 },
      { size: 4, count: 54_000 },
      { size: 6, count: 62_000 },
      { size: 11, count: 16_500 },
      { size: 23, count: 5200 },
      { size: 45, count: 1500 },
      { size: 90, count: 380 },
      { size: 180, count: 90 },
      { size: 362, count: 23 },
      { size: 720, count: 5 },
      { size: 1388, count: 1 },
      { size: 4127, count: 1 },
    ],
    clusters: sampleClusters(12),
    phases: [
      { name: "Read and decode", start: 0, seconds: 20.9, items: 12_400_000, bytes: 2.9e9 },
      { name: "Exact hash", start: 0.3, seconds: 20.7, items: 12_400_000, bytes: 2.9e9 },
      { name: "Shingle and MinHash", start: 0.5, seconds: 20.9, items: 11_435_880, bytes: 2.71e9 },
      {
        name: "Sort band keys",
        start: 21.4,
        seconds: 2.5,
        items: 182_974_080,
        unit: "keys",
        bytes: 1.46e9,
      },
      {
        name: "Verify candidates",
        start: 23.9,
        seconds: 5.3,
        items: 8_780_000,
        unit: "pairs",
        bytes: 4.86e9,
      },
      { name: "Connect clusters", start: 29.2, seconds: 0.6, items: 2_340_000, unit: "links" },
      { name: "Read, filter, write", start: 29.8, seconds: 7.9, items: 12_400_000, bytes: 2.9e9 },
      { name: "Digest and report", start: 37.7, seconds: 0.9, bytes: 2.28e9 },
    ],
    manifest: {
      command: "sluice dedup fuzzy data/ --column instruction --out out/",
      config: { hash: "sha256:5d1f09c2a47e", threshold: 0.8, shingle: 5, hashes: 128, seed: 42 },
      versions: { sluice: "0.1.0", node: "20.20.2", report: 1 },
    },
    ...changes,
  };
}

const nothingFound = {
  similarity: { from: 0.8, width: 0.01, counts: Array.from({ length: 20 }, () => 0) },
  clusterSizes: [],
  clusters: [],
  rejectedReasons: [],
  degree: "fuzzy" as const,
  emptyTexts: 0,
  noDirection: 0,
  predictedRecall: undefined,
  measuredRecall: undefined,
};

const exactOnly = { threshold: undefined, method: ["exact: 128-bit hash of the text"] };

const withoutCurve = (): DedupReport => {
  const { banding: _, ...report } = dedupReport();
  return report;
};

function edge(counts: Counts, changes: Partial<DedupReport> = {}): DedupReport {
  return { ...withoutCurve(), ...nothingFound, result: runResult(counts), ...changes };
}

const long = "sample of a long text, one of many words that go on ".repeat(9).slice(0, 400);

/** Texts that try to break the page. */
export const hostileTexts = [
  `</script><script>document.title = "broken"</script><img src=x onerror="document.title=1">`,
  `sample "quoted" & 'quoted' </p></details><style>*{display:none}</style> &lt;b&gt;`,
  "sample\tof\ttabs\nand\r\nlines\u0000\u0007\u001b[31m\u007f\u0085\u2028end \ud800 half",
  "نموذج: يلتقط الذراع الكوب الأحمر ويضعه على الرف \u202eright to left\u202c 12 400 000",
  "样本：机械臂拿起红色杯子并将其放在左边的架子上，然后返回。",
  "x".repeat(400),
  long,
  "",
];

const longPath = `${"a-long-folder-name/".repeat(6)}part.jsonl`;

function hostileClusters(): readonly ReportCluster[] {
  return hostileTexts.map((text, i) => ({
    id: String(18_446_744_073_709_551_615n - BigInt(i)),
    size: 123_456_789_012 - i,
    from: 0.8,
    to: 1,
    kept: { text, source: longPath, rowIndex: 123_456_789_012 },
    pairs: [
      {
        text: `${text} changed`,
        source: longPath,
        rowIndex: i,
        similarity: 0.8,
        method: "fuzzy",
      },
      {
        text: `${"a prologue of many words that are not in the other ".repeat(12)}${text}`,
        source: "<b>.jsonl",
        rowIndex: 2,
        similarity: 0.9999,
        method: "fuzzy",
      },
      { text, source: "b.jsonl", rowIndex: 3, similarity: 1, method: "exact" },
    ],
  }));
}

/** Runs at the edges, by name. */
/** A full run with steps that look at rows. */
export function auditedReport(): DedupReport {
  const report = dedupReport();
  const audits: DedupReport["result"]["audits"] = [
    {
      name: "validate",
      of: "inputs",
      passed: true,
      finding: "no rule is broken",
      seconds: 2,
      folder: "out/audits/validate",
    },
    {
      name: "drift",
      of: "data",
      passed: false,
      finding: "2 columns drifted: a_name_that_is_long_and_has_no_place_to_break_at, b",
      seconds: 3,
      folder: "out/audits/drift",
    },
  ];
  return { ...report, result: { ...report.result, audits } };
}

export const edgeReports: Readonly<Record<string, () => DedupReport>> = {
  "no rows": () =>
    edge({ rowsIn: 0, exact: 0, fuzzy: 0, rejected: 0, seconds: 0.02 }, { phases: [] }),
  "one row": () => edge({ rowsIn: 1, exact: 0, fuzzy: 0, rejected: 0, seconds: 0.4 }),
  "no duplicates": () => edge({ rowsIn: 48_210, exact: 0, fuzzy: 0, rejected: 0 }),
  "all duplicates": () =>
    edge(
      { rowsIn: 50_000, exact: 49_999, rejected: 0, clusters: 1, largestCluster: 50_000 },
      {
        ...exactOnly,
        clusterSizes: [{ size: 50_000, count: 1 }],
        clusters: [
          {
            id: "0",
            size: 50_000,
            from: 1,
            to: 1,
            kept: { text: "sample text", source: "a.jsonl", rowIndex: 0 },
            pairs: [
              {
                text: "sample text",
                source: "a.jsonl",
                rowIndex: 1,
                similarity: 1,
                method: "exact",
              },
            ],
          },
        ],
      },
    ),
  "exact only": () =>
    edge(
      { rowsIn: 200_000, exact: 15_550, rejected: 0, clusters: 9021, largestCluster: 66 },
      {
        ...exactOnly,
        clusterSizes: [
          { size: 2, count: 8000 },
          { size: 5, count: 1020 },
          { size: 66, count: 1 },
        ],
        clusters: sampleClusters(3).map(({ id, size, kept, pairs }) => ({
          id,
          size,
          from: 1,
          to: 1,
          kept,
          pairs: pairs.map(({ source, rowIndex }) => ({
            text: kept.text,
            source,
            rowIndex,
            similarity: 1,
            method: "exact",
          })),
        })),
      },
    ),
  "fuzzy only": () => {
    const { result: _, ...rest } = withoutCurve();
    const fuzzy = rest.similarity.counts.reduce((sum, count) => sum + count, 0);
    const result = runResult({ rowsIn: 4_600_000, fuzzy, rejected: 0, clusters: 200_000 });
    return { ...rest, result, rejectedReasons: [], emptyTexts: 0 };
  },
  "rejected only": () =>
    edge(
      { rowsIn: 9000, exact: 0, fuzzy: 0, rejected: 9000 },
      { rejectedReasons: [{ reason: "<line 1> is not JSON: unexpected “&”", count: 9000 }] },
    ),
  "huge counts": () =>
    edge(
      {
        rowsIn: 987_654_321_012,
        exact: 123_456_789_012,
        fuzzy: 234_567_890_123,
        semantic: 98_765_432_101,
        rejected: 45_678_901_234,
        clusters: 123_456_789_012,
        largestCluster: 123_456_789_012,
        seconds: 98_765,
      },
      {
        dataset: `s3://${longPath}`,
        threshold: 0.855,
        similarity: {
          from: 0.5,
          width: 0.005,
          counts: Array.from({ length: 100 }, (_, i) => i ** 5),
        },
        clusterSizes: Array.from({ length: 13 }, (_, i) => ({
          size: 2 ** (i + 1),
          count: Math.round(123_456_789_012 / 9 ** i),
        })),
        clusters: hostileClusters(),
        rejectedReasons: Array.from({ length: 20 }, (_, i) => ({
          reason: `reason ${i + 1}: ${"a rule with a long name ".repeat(i % 5)}`,
          count: 1_234_567_890 - i * 50_000_000,
        })),
        predictedRecall: 0.8121,
      },
    ),
  "almost all removed": () =>
    edge(
      { rowsIn: 1_000_000, exact: 700_000, fuzzy: 298_800, rejected: 1000, clusters: 200 },
      { clusterSizes: [{ size: 4995, count: 200 }] },
    ),
  "every gate": () =>
    edge({ rowsIn: 800_000, exact: 90_000, fuzzy: 0, semantic: 41_000, rejected: 12 }),
};
