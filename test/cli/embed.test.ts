import { describe, expect, test } from "vitest";
import type { Api, Plan } from "../../src/cli/api.ts";
import { OptionError } from "../../src/core/errors.ts";
import { embed } from "../../src/stages/embed.ts";
import { cli, sampleOutcome } from "../support/cli-shell.ts";

/** An engine that remembers the plans it was given. */
function engine() {
  const plans: Plan[] = [];
  const api: Partial<Api> = {
    stages: [embed],
    runPlan: async (plan) => {
      plans.push(plan);
      return sampleOutcome;
    },
  };
  return { api, plans };
}

describe("sluice embed", () => {
  test("is one stage, with the flags of its options", async () => {
    const { api, plans } = engine();
    const flags =
      "--column text --encoder MiniLM --dims 128 --normalize l2 --model-file m.onnx --model-device gpu";
    const { exitCode } = await cli(
      ["embed", "a.jsonl", "b/", "--out", "o", "--to", "parquet", ...flags.split(" ")],
      { api },
    );
    expect(exitCode).toBe(0);
    expect(plans).toEqual([
      {
        inputs: ["a.jsonl", "b/"],
        out: "o",
        to: "parquet",
        stages: [
          {
            name: "embed",
            options: {
              ...{ column: "text", encoder: "MiniLM", dims: 128, normalize: "l2" },
              ...{ modelFile: "m.onnx", modelDevice: "gpu" },
            },
          },
        ],
      },
    ]);
  });

  test("calls what is wrong by its flag", async () => {
    const api: Partial<Api> = {
      stages: [embed],
      runPlan: async () => {
        throw new OptionError("embed.modelFile", "It is wrong.");
      },
    };
    const { exitCode, stderr } = await cli(
      ["embed", "a.jsonl", "--column", "text", "--model-file", "m", "--out", "o"],
      { api },
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain("where   --model-file m");
  });

  test("has a page of help with every option", async () => {
    const { stdout } = await cli(["embed", "--help"], { api: engine().api });
    for (const flag of ["--column NAME", "--encoder hash|DIR", "--digest SHA256", "--out DIR"]) {
      expect(stdout).toContain(`  ${flag}`);
    }
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
