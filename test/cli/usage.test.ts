import { expect, test } from "vitest";
import { cli } from "../support/cli-shell.ts";
import { sampleStages } from "../support/cli-stages.ts";

const api = { stages: sampleStages };

/** Command line, and the lines it prints on stderr. */
const cases: [string, string[]][] = [
  [
    "inspekt a.jsonl",
    [
      'error  There is no command "inspekt".',
      "  where   sluice",
      "  rule    the commands are dedup, embed, normalize, run, plan, profile, inspect, validate, drift, convert, doctor",
      "  fix     did you mean sluice inspect?",
    ],
  ],
  [
    "dedup sloppy a.jsonl",
    [
      'error  There is no command "sloppy".',
      "  where   sluice dedup",
      "  rule    the commands are exact, fuzzy, semantic, refilter",
      "  fix     sluice dedup --help tells more",
    ],
  ],
  [
    "dedup",
    [
      "error  sluice dedup needs one of exact, fuzzy, semantic, refilter.",
      "  where   sluice dedup",
      "  fix     sluice dedup --help tells more",
    ],
  ],
  [
    "dedup fuzzy a.jsonl --treshold 0.9 --out o",
    [
      "error  There is no flag --treshold.",
      "  where   sluice dedup fuzzy",
      "  fix     did you mean --threshold?",
    ],
  ],
  [
    "dedup fuzzy a.jsonl",
    [
      "error  --out is missing.",
      "  where   sluice dedup fuzzy",
      "  rule    sluice dedup fuzzy needs --out DIR",
      "  fix     sluice dedup fuzzy --help tells more",
    ],
  ],
  [
    "dedup fuzzy --out o",
    [
      "error  sluice dedup fuzzy needs INPUT.",
      "  where   sluice dedup fuzzy",
      "  fix     sluice dedup fuzzy --help tells more",
    ],
  ],
  [
    "inspect",
    [
      "error  sluice inspect needs FILE.",
      "  where   sluice inspect",
      "  fix     sluice inspect --help tells more",
    ],
  ],
  [
    "inspect a.jsonl b.jsonl",
    [
      "error  sluice inspect takes fewer arguments.",
      "  where   a.jsonl b.jsonl",
      "  rule    it takes FILE",
      "  fix     sluice inspect --help tells more",
    ],
  ],
  [
    "inspect a.jsonl --format",
    [
      "error  --format needs a value.",
      "  where   sluice inspect",
      "  rule    it is given as --format NAME",
      "  fix     sluice inspect --help tells more",
    ],
  ],
  [
    "doctor --device gpu",
    ["error  --device must be one of auto, cuda, webgpu, wasm, cpu.", "  where   --device gpu"],
  ],
  [
    "doctor --threads 1.5",
    ["error  --threads must be a whole number of at least 1.", "  where   --threads 1.5"],
  ],
  [
    "doctor --memory-fraction 2",
    ["error  --memory-fraction must be a number from 0.01 to 1.", "  where   --memory-fraction 2"],
  ],
];

test.each(cases)("sluice %s is refused with advice and exit code 2", async (line, expected) => {
  const { exitCode, stdout, stderr } = await cli(line.split(" "), { api });
  expect({ exitCode, stdout, lines: stderr.split("\n").slice(0, -1) }).toEqual({
    exitCode: 2,
    stdout: "",
    lines: expected,
  });
});

test("a usage error is JSON too where JSON was asked for", async () => {
  const { exitCode, stdout, stderr } = await cli(["inspect", "--json"], { api });
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "" });
  expect(JSON.parse(stdout)).toEqual({
    error: {
      code: "OPTION",
      message: "sluice inspect needs FILE.",
      where: "sluice inspect",
      fix: "sluice inspect --help tells more",
    },
  });
});
