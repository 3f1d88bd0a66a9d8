import { csvRecords } from "./records.ts";

const CANDIDATES = [",", "\t", ";", "|"];
const RECORDS = 20;

/** The delimiter that gives the first records equally many fields, and most of them. */
export async function sniffDelimiter(head: Uint8Array, name: string): Promise<number> {
  const order = /\.tsv\b/i.test(name) ? ["\t", ...CANDIDATES] : CANDIDATES;
  let best = order[0]!;
  let most = 0;
  for (const candidate of order) {
    const score = await consistency(head, candidate.charCodeAt(0));
    if (score > most) {
      most = score;
      best = candidate;
    }
  }
  return best.charCodeAt(0);
}

/** Fields that records have beyond one, over those like the first; 0 when half are unlike it. */
async function consistency(head: Uint8Array, delimiter: number): Promise<number> {
  const counts: number[] = [];
  for await (const records of csvRecords(once(head), delimiter)) {
    for (const { fieldCount, start, end } of records) {
      if (counts.length < RECORDS && end > start) counts.push(fieldCount);
    }
  }
  const alike = counts.filter((count) => count === counts[0]).length;
  return alike * 2 > counts.length ? (alike / counts.length) * (counts[0]! - 1) : 0;
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
