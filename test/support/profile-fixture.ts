import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { profile } from "../../src/pipeline/profile.ts";
import type { Profile } from "../../src/profile/profile.ts";
import { gaussian, random } from "./numbers.ts";
import { writeJsonl } from "./temp.ts";

/** A recording of a robot: a clock with gaps, vectors, missing values, texts. */
export function recording(count: number, seed = 1): object[] {
  const next = random(seed);
  return Array.from({ length: count }, (_, i) => ({
    timestamp: i * 0.05 + next() * 0.002 + (i > count / 3 ? 4.2 : 0),
    "observation.state": [gaussian(next), i / count, 0, Math.max(-1, Math.min(1, gaussian(next)))],
    force: next() < 0.6 ? gaussian(next) : 14 + 7 * gaussian(next),
    latency: Math.exp(3 * gaussian(next)),
    battery: i > count / 2 && i < count * 0.6 ? null : 25 - (4 * i) / count,
    scene: ["kitchen", "bench", "rack"][Math.floor(next() ** 2 * 3)],
    note: `row ${i} of ${Math.floor(next() * 1000)} <b>&amp;`,
    ok: next() < 0.9,
  }));
}

/** The profile of some rows. */
export async function profileOf(rows: readonly object[], name = "rows.jsonl"): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-profile-"));
  try {
    return (await profile([await writeJsonl(join(folder, name), rows)])).profile;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Profiles that are hard to lay out, with what they are compared with. */
export async function profiles(): Promise<Record<string, readonly [Profile, Profile?]>> {
  const long = "a.very.long.name.of.a.column.that.no.table.has.room.for.".repeat(3);
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`column_${i}`, i]));
  return {
    "a recording": [await profileOf(recording(3000))],
    "two recordings": [await profileOf(recording(2000)), await profileOf(recording(1500, 9))],
    "one row": [await profileOf([{ x: 1, text: "one" }])],
    "many columns": [await profileOf([many, { ...many, column_3: null }])],
    "long names": [
      await profileOf(
        Array.from({ length: 400 }, (_, i) => ({
          [long]: i % 5 === 0 ? null : i * 123_456_789.123,
          [`${long}2`]: `${"unbroken".repeat(60)}${i % 3}`,
          [`${long}3`]: [i, i ** 3, -i],
        })),
      ),
    ],
  };
}
