import { expect, test } from "vitest";
import { stringWidth } from "../../src/cli/width.ts";
import { cli } from "../support/cli-shell.ts";
import { sampleStages } from "../support/cli-stages.ts";

const api = { stages: sampleStages };

const main = `Sluice washes training data: any GPU, the same answer everywhere.

Usage  sluice COMMAND INPUT... [--out DIR] [options]

Curate
  dedup exact          remove rows that are equal
  dedup fuzzy          remove rows that are nearly equal
  dedup semantic       remove rows that mean nearly the same
  dedup refilter       give fuzzy results a stricter threshold
  embed                give each row a vector that stands for its text
  normalize            scale vectors, or centre and scale their columns
  run FILE.yaml        run a whole pipeline
  plan FILE.yaml       show what a pipeline would do

Check
  profile              counts, distributions, alerts
  validate             check data against a schema
  drift REF NOW        how data changed from a reference

Look and change
  inspect FILE         what is inside a file
  convert              write the same rows in another format

This machine
  doctor               which devices work, and what to install

Everywhere
  --device NAME        auto, cuda, webgpu, wasm or cpu (auto)
  --adapter NAME       part of the name of the GPU to use
  --threads N          threads of the wasm device
  --memory-fraction X  share of the device memory to use
  --json               one JSON object on stdout, nothing else there
  --quiet              errors only
  --color WHEN         auto, always or never (auto)
  --debug              stack traces with errors

An INPUT is a file, a folder, a glob or a URL. Exit codes: 0 ok, 1 the run
failed, 2 bad usage, 3 a gate did not pass.

sluice COMMAND --help tells more.  First time? sluice doctor
`;

test.each([[["--help"]], [["-h"]], [["help"]], [[]], [["--quiet"]]])(
  "sluice %j prints the help on stdout, without the engine",
  async (args) => {
    expect(await cli(args)).toEqual({ exitCode: 0, stdout: main, stderr: "" });
  },
);

test("help is coloured where the terminal is", async () => {
  const { stdout } = await cli(["--help"], { color: true });
  const lines = stdout.split("\n");
  expect(lines[0]).toBe(
    "\x1b[1mSluice\x1b[0m washes training data: any GPU, the same answer everywhere.",
  );
  expect(lines).toContain("  \x1b[36mdedup exact\x1b[0m          remove rows that are equal");
  expect(lines).toContain(
    "  --device NAME        auto, cuda, webgpu, wasm or cpu (\x1b[2mauto\x1b[0m)",
  );
});

test("sluice --version prints the version alone", async () => {
  expect(await cli(["--version"])).toEqual({ exitCode: 0, stdout: "0.1.0\n", stderr: "" });
});

test("the help of dedup lists every option of its stages", async () => {
  const { exitCode, stdout } = await cli(["dedup", "--help"], { api });
  expect(exitCode).toBe(0);
  expect(stdout).toBe(`sluice dedup removes rows that repeat other rows, and says why for each.

Usage  sluice dedup exact|fuzzy|semantic INPUT... --column NAME --out DIR

  exact      equal after normalising            hash, 128 bits, verified
  fuzzy      nearly the same characters         MinHash, verified by Jaccard
  semantic   nearly the same meaning            cosine of vectors, exact
  refilter   results, at a stricter threshold   nothing is hashed again

What to compare
  --column NAME        the column to compare
  --normalize LIST     what does not count: nfc, case (nfc, case)

fuzzy
  --threshold 0..1     similarity that makes a duplicate (0.80)
  --bands N            more find more, and cost more (16)
  --unit NAME          what a shingle is made of: char or word (char)
  --sample-recall      measure recall on a sample
  --no-verify          do not compare candidates exactly

semantic
  --embedding NAME     the vectors to compare (embedding)
  --eps X              distance that makes a duplicate (0.05)
  --components         remove all but one of a component

What to keep
  --keep RULE          which row of a cluster stays: first, longest or
                       highest:COLUMN (first)
  --clusters NAME      which rows of a cluster go: kept or components (kept)
  --out DIR            where to write
  --force              replace what is in DIR
  --resume             go on with a run that stopped

What came before
  --index DIR          what earlier runs saw: compared with, and added to
  --against WHAT       all, index or self: what INPUTs are compared with (all)

Reading and writing
  --format NAME        format of the inputs, instead of looking at them
  --strict             a row that cannot be read fails the run
  --skip-bad-files     list files that cannot be read, and go on
  --to FORMAT          format of data/; that of the inputs when absent
  --show N             example clusters to print (0)

Example
  sluice dedup fuzzy data/*.parquet --column task --out out

sluice --help lists the flags that every command has.
`);
});

test("the help of one kind has its own options only", async () => {
  const { stdout } = await cli(["dedup", "exact", "--help"], { api });
  expect(stdout.split("\n").slice(0, 12)).toEqual([
    "sluice dedup exact removes rows that are equal, and says which row each repeats.",
    "",
    "Usage  sluice dedup exact INPUT... [--column LIST] --out DIR",
    "",
    "What to compare",
    "  --column LIST        columns that must be equal; all when absent",
    "  --normalize LIST     what does not count: nfc, case",
    "",
    "What to keep",
    "  --keep RULE          which row of a cluster stays: first, longest or",
    "                       highest:COLUMN (first)",
    "  --out DIR            where to write",
  ]);
});

test.each([
  "run",
  "plan",
  "inspect",
  "convert",
  "doctor",
  "dedup",
  "dedup exact",
  "dedup fuzzy",
  "dedup semantic",
])("the help of %s fits 80 columns and goes to stdout", async (command) => {
  const { exitCode, stdout, stderr } = await cli([...command.split(" "), "--help"], { api });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toContain(`Usage  sluice ${command}`);
  for (const line of stdout.split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(80);
});
