import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { jsonl } from "../../src/formats/jsonl.ts";
import { lineBlocks, linesIn } from "../../src/formats/lines.ts";
import type { ByteSource } from "../../src/io/byte-source.ts";
import { fileSource } from "../../src/io/file-source.ts";
import { readAhead } from "../../src/io/read-ahead.ts";
import { randomU32 } from "../support/kernel-bench.ts";
import { describeMachine, machine } from "../support/machine.ts";
import { median, samples, seconds } from "../support/measure.ts";
import { formatTable } from "../support/table.ts";

/** How fast a text column comes out of JSON lines, step by step, and its rows back. */
const { values } = parseArgs({
  options: {
    mb: { type: "string", default: "180" },
    runs: { type: "string", default: "7" },
  },
});
const byteLength = Number(values.mb) * 1e6;
const runs = Number(values.runs);

const random = randomU32(11);
const letters = (first: number, count: number, length: number): string =>
  String.fromCharCode(...Array.from({ length }, () => first + (random() % count)));
const ascii = Array.from({ length: 4000 }, () => `${letters(97, 26, 1 + (random() % 9))} `);
const chinese = Array.from({ length: 4000 }, () => letters(0x4e00, 0x5000, 2));
const quoted = Array.from({ length: 4000 }, (_, i) =>
  i % 5 === 0 ? `"${ascii[i]!.trim()}",\n` : ascii[i]!,
);

function text(words: readonly string[], bytes: number): string {
  let all = "";
  while (all.length < bytes) all += words[random() % words.length]!;
  return all;
}

const escaped = (json: string): string =>
  json.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

const corpora: Readonly<Record<string, () => string>> = {
  "ASCII, 1.5 KB a row": () => text(ascii, 1400),
  "ASCII, 150 B a row": () => text(ascii, 60),
  "an escape every 30 bytes": () => text(quoted, 1400),
  Chinese: () => text(chinese, 480),
  "Chinese in \\u escapes": () => text(chinese, 240),
};

function lines(write: () => string): Buffer {
  const parts: Buffer[] = [];
  let total = 0;
  for (let id = 0; total < byteLength; id++) {
    const meta = { lang: "en", url: `https://example.org/${id}`, score: random() / 2 ** 32 };
    const json = JSON.stringify({ id, meta, text: write() });
    const line = Buffer.from(`${json}\n`);
    parts.push(line);
    total += line.length;
  }
  return Buffer.concat(parts);
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  // oxlint-disable-next-line no-await-in-loop -- one after the other is what is measured
  while (!(await iterator.next()).done);
}

async function splitLines(source: ByteSource, each: (line: Uint8Array) => void): Promise<void> {
  const buffers = [new Uint8Array(1 << 20), new Uint8Array(1 << 20)] as const;
  for await (const block of lineBlocks(readAhead(source, buffers))) {
    for (const [start, end] of linesIn(block)) each(block.bytes.subarray(start, end));
  }
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}

type Steps = Readonly<Record<string, () => Promise<unknown>>>;

async function steps(path: string, source: ByteSource): Promise<Steps> {
  const reader = await jsonl.open(source, { infer: "sample" });
  const starts: number[] = [];
  const lengths: number[] = [];
  for await (const { ranges } of reader.read({ columns: ["text"], ranges: true })) {
    for (const start of ranges!.starts) starts.push(start);
    for (const length of ranges!.lengths) lengths.push(length);
  }
  const rows = { starts: Float64Array.from(starts), lengths: Uint32Array.from(lengths) };
  const most = {
    starts: rows.starts.filter((_, i) => i % 10 !== 0),
    lengths: rows.lengths.filter((_, i) => i % 10 !== 0),
  };
  const decoder = new TextDecoder();
  return {
    "read the file": () =>
      drain(readAhead(source, [new Uint8Array(1 << 20), new Uint8Array(1 << 20)])),
    "+ split lines": () => splitLines(source, () => {}),
    "learn all columns": () => jsonl.open(source, { infer: "all" }),
    "read the text column": () => drain(reader.read({ columns: ["text"], batchRows: 2048 })),
    "copy all rows": () => drain(reader.copyRanges!(once(rows))),
    "copy 9 of 10 rows": () => drain(reader.copyRanges!(once(most))),
    "split lines + JSON.parse": () =>
      splitLines(source, (line) => JSON.parse(decoder.decode(line))),
    "readline + JSON.parse": async () => {
      const input = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
      for await (const line of input) JSON.parse(line);
    },
  };
}

const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
try {
  const table = new Map<string, string[]>();
  for (const [name, write] of Object.entries(corpora)) {
    const path = join(folder, "rows.jsonl");
    const content = lines(write);
    const bytes = name.includes("\\u") ? Buffer.from(escaped(content.toString())) : content;
    await writeFile(path, bytes);
    const source = await fileSource(path);
    for (const [step, work] of Object.entries(await steps(path, source))) {
      const times = await samples({ seconds: 0, runs }, () => seconds(work));
      const rates = table.get(step) ?? [];
      table.set(step, [...rates, (bytes.length / 1e6 / median(times)).toFixed(0)]);
    }
    await source.close();
  }
  const report = formatTable({
    title: `JSON lines, MB/s: medians of ${runs} runs over ${values.mb} MB`,
    columns: ["step", ...Object.keys(corpora)],
    rows: [...table].map(([step, rates]) => [step, ...rates]),
    note: describeMachine(machine()),
  });
  process.stdout.write(`${report}\n`);
} finally {
  await rm(folder, { recursive: true });
}
