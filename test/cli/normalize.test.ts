import { describe, expect, test } from "vitest";
import type { Api, Plan } from "../../src/cli/api.ts";
import { OptionError } from "../../src/core/errors.ts";
import { normalize } from "../../src/stages/normalize.ts";
import { cli, sampleOutcome } from "../support/cli-shell.ts";

describe("sluice normalize", () => {
  test("is one stage, with the flags of its options", async () => {
    const plans: Plan[] = [];
    const api: Partial<Api> = {
      stages: [normalize],
      runPlan: async (plan) => {
        plans.push(plan);
        return sampleOutcome;
      },
    };
    const flags = "--column v --method whiten --components 3 --unit --no-invert";
    const { exitCode } = await cli(["normalize", "a.parquet", "--out", "o", ...flags.split(" ")], {
      api,
    });
    expect(exitCode).toBe(0);
    expect(plans).toEqual([
      {
        inputs: ["a.parquet"],
        out: "o",
        stages: [
          {
            name: "normalize",
            options: { column: "v", method: "whiten", components: 3, unit: true, invert: false },
          },
        ],
      },
    ]);
  });

  test("calls what is wrong by its flag", async () => {
    const api: Partial<Api> = {
      stages: [normalize],
      runPlan: async () => {
        throw new OptionError("normalize.stats", "It is wrong.");
      },
    };
    const { exitCode, stderr } = await cli(["normalize", "a", "--stats", "f", "--out", "o"], {
      api,
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("where   --stats f");
  });

  test("has a page of help with every option", async () => {
    const { stdout } = await cli(["normalize", "--help"], { api: { stages: [normalize] } });
    for (const flag of [
      "--column NAME",
      "--components N",
      "--stats FILE",
      "--invert",
      "--out DIR",
    ]) {
      expect(stdout).toContain(`  ${flag}`);
    }
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
