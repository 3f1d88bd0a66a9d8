import type { TextColumn } from "../../core/text-column.ts";
import { BatchRunner } from "../../graph/batch-runner.ts";
import type { Device } from "../../graph/device.ts";
import { Graph } from "../../graph/graph.ts";
import { variable } from "../../graph/scalar.ts";
import { bandKeys } from "../../ops/band-keys.ts";
import { cudfSignature } from "../../ops/cudf-signature.ts";
import { rowHash } from "../../ops/row-hash.ts";
import { signature } from "../../ops/signature.ts";
import { concatWords } from "../../core/words.ts";
import { splitOnOutOfMemory } from "../split.ts";
import type { RowState } from "../stage.ts";
import type { FuzzySettings } from "./settings.ts";

/** Turns texts into what fuzzy dedup remembers of them: row hash, shingle count, band keys. */
export class Signer implements AsyncDisposable {
  readonly #device: Device;
  readonly #runner: BatchRunner;
  readonly #bands: number;

  constructor(device: Device, settings: FuzzySettings, keepSignatures: boolean) {
    const { bands } = settings;
    this.#device = device;
    this.#bands = bands;
    this.#runner = new BatchRunner(device, ({ rows, words }) => {
      const graph = new Graph("signatures");
      const text = {
        offsets: graph.input("offsets", "u32", rows! + 1),
        words: graph.input("words", "u32", words!),
      };
      const rowCount = variable("rowCount");
      const sign = settings.scheme === "cudf" ? cudfSignature : signature;
      const { signatures, shingleCounts } = sign(graph, text, rowCount, settings);
      const { hi, lo } = bandKeys(graph, signatures, rowCount, settings);
      graph.output("hash", rowHash(graph, text, rowCount, 0), (v) => v["rowCount"]! * 4);
      if (keepSignatures) {
        graph.output("signature", signatures, (v) => v["rowCount"]! * settings.slots);
      }
      graph.output("shingles", shingleCounts, rowCount);
      graph.output("hi", hi, (v) => v["rowCount"]! * bands);
      graph.output("lo", lo, (v) => v["rowCount"]! * bands);
      return graph;
    });
  }

  async sign(texts: TextColumn): Promise<RowState> {
    const parts = await splitOnOutOfMemory(this.#device, texts, (part) => this.#sign(part));
    if (parts.length === 1) return parts[0]!;
    return Object.fromEntries(
      Object.keys(parts[0]!).map((name) => [name, concatWords(parts.map((part) => part[name]!))]),
    );
  }

  async #sign({ rowCount, offsets, words }: TextColumn): Promise<RowState> {
    const outputs = await this.#runner.run(
      { rows: rowCount, words: words.length },
      { offsets, words },
      { rowCount },
    );
    const state: Record<string, Uint32Array> = {
      hash: outputs["hash"] as Uint32Array,
      shingles: outputs["shingles"] as Uint32Array,
    };
    if (outputs["signature"]) state["signature"] = outputs["signature"] as Uint32Array;
    for (let band = 0; band < this.#bands; band++) {
      for (const half of ["hi", "lo"] as const) {
        const keys = outputs[half] as Uint32Array;
        state[`${half}${band}`] = keys.subarray(band * rowCount, (band + 1) * rowCount);
      }
    }
    return state;
  }

  /** Gives the memory back once all texts are signed. */
  async release(): Promise<void> {
    await this.#runner.release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#runner[Symbol.asyncDispose]();
  }
}
