import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { textColumn } from "../../src/core/text-column.ts";
import { Graph } from "../../src/graph/graph.ts";
import { record } from "../../src/graph/recording.ts";
import { nodePlatform } from "../../src/runtime/node-platform.ts";
import { openDevice } from "../../src/runtime/open-device.ts";
import { signature } from "../../src/ops/signature.ts";
import { corpus } from "../support/corpus.ts";
import { median, samples, seconds } from "../support/measure.ts";
import type { Peers } from "../support/peers.ts";
import { quantity, ratio, type Table } from "../support/table.ts";

const SIZES = [64, 256, 1024, 2048, 4096, 16_384];

export interface SignatureResult {
  readonly size: number;
  readonly textBytes: number;
  /** Medians on one thread. */
  readonly sluice: number;
  readonly peers?: PeerTimes;
}

interface PeerTimes {
  readonly size: number;
  /** MinHash of shingles that are there as Python strings or bytes. */
  readonly rensa: number;
  readonly datasketch: number;
  /** The whole stage: from texts, through sets of shingles, to signatures. */
  readonly rensaFromText: number;
  readonly datasketchFromText: number;
}

/** Texts of about one size, from the corpus, cut between characters. */
function textsOf(size: number, byteLength: number): string[] {
  const texts: string[] = [];
  let text = "";
  for (const { text: part } of corpus({ rows: byteLength, seed: 3, shape: "mixed" })) {
    text += `${part} `;
    while (text.length >= size) {
      texts.push(text.slice(0, size).toWellFormed());
      text = text.slice(size);
      if (texts.length * size >= byteLength) return texts;
    }
  }
  return texts;
}

/** 128 slots over shingles of 5 characters, on one thread each. */
export async function measureSignatures(
  folder: string,
  peers: Peers | undefined,
  quick: boolean,
  say: (line: string) => void,
): Promise<SignatureResult[]> {
  const byteLength = quick ? 2 ** 17 : 2 ** 20;
  const limit = quick ? 0.2 : 1;
  const groups = SIZES.map((size) => ({ size, texts: textsOf(size, byteLength) }));
  say("signatures alone");
  const ours: { size: number; textBytes: number; sluice: number }[] = [];
  for (const { size, texts } of groups) {
    ours.push({ size, ...(await timeSluice(texts, limit)) });
  }
  const times = peers && (await timePeers(folder, groups, peers, limit, say));
  return ours.map((result) => {
    const of = times?.find(({ size }) => size === result.size);
    return of ? { ...result, peers: of } : result;
  });
}

async function timeSluice(
  texts: readonly string[],
  limit: number,
): Promise<{ textBytes: number; sluice: number }> {
  const { rowCount, offsets, words } = textColumn(texts);
  const { device } = await openDevice(nodePlatform, { prefer: "wasm", threads: 0 });
  await using opened = device;
  const graph = new Graph("signatures");
  const refs = {
    offsets: graph.input("offsets", "u32", offsets.length),
    words: graph.input("words", "u32", words.length),
  };
  const options = { unit: "char", ngram: 5, seed: 0, slots: 128 } as const;
  const { signatures } = signature(graph, refs, rowCount, options);
  graph.output("signatures", signatures);
  await using prepared = await opened.prepare(record(graph));
  // Upload and download count: the peers' signatures, too, go from objects to objects.
  const once = (): Promise<number> => seconds(() => prepared.run({ offsets, words }));
  await once();
  return {
    textBytes: offsets[rowCount]!,
    sluice: median(await samples({ seconds: limit, runs: 3 }, once)),
  };
}

async function timePeers(
  folder: string,
  groups: readonly { readonly size: number; readonly texts: readonly string[] }[],
  peers: Peers,
  limit: number,
  say: (line: string) => void,
): Promise<readonly PeerTimes[] | undefined> {
  const file = join(folder, "signatures.jsonl");
  writeFileSync(file, groups.map(({ size, texts }) => JSON.stringify([size, texts])).join("\n"));
  const told = await peers.run<{ readonly results: readonly PeerTimes[] }>(
    "signatures",
    [file, String(limit)],
    say,
  );
  return told?.results;
}

export function signaturesTable(results: readonly SignatureResult[]): Table {
  return {
    title: "From text to signature, one thread",
    columns: [
      "text size",
      "sluice",
      "rensa R-MinHash",
      "sluice is",
      "datasketch",
      "sluice is",
      "of that, rensa without shingling",
      "of that, datasketch without shingling",
    ],
    rows: results.map(({ size, textBytes, sluice, peers }) => {
      const rate = (time?: number): string => quantity(textBytes / (time ?? Number.NaN), "B/s");
      const times = (time?: number): string => `${ratio((time ?? Number.NaN) / sluice)} as fast`;
      return [
        quantity(size, "B"),
        rate(sluice),
        rate(peers?.rensaFromText),
        times(peers?.rensaFromText),
        rate(peers?.datasketchFromText),
        times(peers?.datasketchFromText),
        rate(peers?.rensa),
        rate(peers?.datasketch),
      ];
    }),
    note:
      "128 slots, shingles of 5 characters; one word in fifty has a letter outside ASCII. Compared is the same work: texts " +
      "go in, signatures come out. The peers have no shingling of their own: a Python set comprehension makes the shingles, " +
      "as in their examples. The last columns leave that out, and Sluice has nothing to compare with them: it makes no shingles.",
  };
}
