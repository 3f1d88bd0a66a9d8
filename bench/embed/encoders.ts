import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { textColumn } from "../../src/core/text-column.ts";
import { nodeModelLibraries } from "../../src/pipeline/model-libraries.ts";
import { readBytes } from "../../src/pipeline/read-bytes.ts";
import { nodePlatform } from "../../src/runtime/node-platform.ts";
import { openDevice } from "../../src/runtime/open-device.ts";
import type { Encoder } from "../../src/stages/embed/encoder.ts";
import { openHashEncoder } from "../../src/stages/embed/hash-encoder.ts";
import { openModelEncoder } from "../../src/stages/embed/model-encoder.ts";
import { describeMachine, machine } from "../support/machine.ts";
import { median, seconds } from "../support/measure.ts";
import { Peers } from "../support/peers.ts";
import { formatTable } from "../support/table.ts";

/** Rows and bytes a second of the encoders, on paragraphs of the documentation in node_modules. */
const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "256" },
    runs: { type: "string", default: "3" },
    model: { type: "string", default: "build/models/all-MiniLM-L6-v2" },
  },
});
const runs = Number(values.runs);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

function paragraphs(): string[] {
  const files = readdirSync("node_modules", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .toSorted();
  return files
    .flatMap((path) => readFileSync(join("node_modules", path), "utf8").split(/\n\s*\n/))
    .map((text) => text.trim())
    .filter((text) => text.length >= 40);
}

/** Every so many of all paragraphs. */
function sample(all: readonly string[], count: number): string[] {
  const step = Math.max(1, Math.floor(all.length / count));
  return all.filter((_, i) => i % step === 0).slice(0, count);
}

const bytesOf = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

/** As where onnxruntime-node is not installed. */
const withoutNative = async (): Promise<never> => {
  throw Object.assign(new Error("left out"), { code: "ERR_MODULE_NOT_FOUND" });
};

interface Time {
  readonly seconds: number;
  /** Of all threads: what counts where others use the machine as well. */
  readonly processorSeconds: number;
}

interface Job {
  readonly name: string;
  readonly texts: readonly string[];
  /** Nothing where it cannot be run. */
  run(): Promise<Time | undefined>;
}

async function ownJob(name: string, encoder: Encoder, texts: readonly string[]): Promise<Job> {
  const column = textColumn(texts);
  await encoder.encode(textColumn(texts.slice(0, 32)));
  const run = async (): Promise<Time> => {
    const before = process.cpuUsage();
    const taken = await seconds(() => encoder.encode(column));
    const { user, system } = process.cpuUsage(before);
    return { seconds: taken, processorSeconds: (user + system) / 1e6 };
  };
  return { name, texts, run };
}

const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
try {
  const all = paragraphs();
  const few = sample(all, Number(values.rows));
  const { device } = await openDevice(nodePlatform, { prefer: "wasm" });
  await using opened = device;
  await using hash = openHashEncoder(opened, { dims: undefined, seed: 1, unit: true });
  const jobs: Job[] = [await ownJob("hash, wasm, 384", hash, all)];
  if (existsSync(values.model)) {
    const options = { folder: values.model, file: undefined, digest: [], dims: undefined };
    for (const libraries of [
      nodeModelLibraries(opened),
      nodeModelLibraries(opened, withoutNative),
    ]) {
      const own = {
        ...options,
        unit: undefined,
        prefix: "",
        device: "cpu",
        readFile: readBytes,
      } as const;
      const model = await openModelEncoder(own, libraries);
      const name = `MiniLM, ${String(model.notes["runtime"])}`;
      if (jobs.every((job) => job.name !== name)) jobs.push(await ownJob(name, model, few));
    }
    const file = join(folder, "texts.json");
    await writeFile(file, JSON.stringify(few));
    const peers = Peers.find(say);
    const peer = (name: string, script: string, args: readonly string[]): Job => ({
      ...{ name, texts: few },
      run: async () => await peers?.run<Time>(script, args, say),
    });
    jobs.push(
      peer("MiniLM, onnxruntime (Python)", "embed_onnxruntime", [resolve(values.model), file]),
      peer("MiniLM, sentence-transformers", "embed_sentence_transformers", [file]),
    );
  } else {
    say(`No model is measured: there is no ${values.model}. npm run test:model makes it.`);
  }
  const times = jobs.map((): Time[] => []);
  for (let round = 0; round < runs; round++) {
    for (const [i, job] of jobs.entries()) {
      const time = await job.run();
      if (time !== undefined) times[i]!.push(time);
    }
  }
  const report = formatTable({
    title: `Encoders, medians of ${runs} runs in turn`,
    columns: [
      "encoder",
      "rows",
      "kB",
      "seconds",
      "rows/s",
      "kB/s",
      "processor s",
      "kB a processor s",
    ],
    rows: jobs.flatMap(({ name, texts }, i) => {
      if (times[i]!.length === 0) return [];
      const time = median(times[i]!.map((one) => one.seconds));
      const processor = median(times[i]!.map((one) => one.processorSeconds));
      const kilobytes = bytesOf(texts) / 1000;
      return [
        [
          ...[name, String(texts.length), kilobytes.toFixed(0), time.toPrecision(3)],
          ...[(texts.length / time).toPrecision(3), (kilobytes / time).toPrecision(3)],
          ...[processor.toPrecision(3), (kilobytes / processor).toPrecision(3)],
        ],
      ];
    }),
    note: describeMachine(machine()),
  });
  process.stdout.write(`${report}\n`);
} finally {
  await rm(folder, { recursive: true });
}
