import type { Kernel } from "../../core/kernel.ts";
import type { Dispatch } from "../../graph/graph.ts";
import type { Variables } from "../../graph/scalar.ts";
import { resolve } from "../../graph/scalar.ts";

/** What WebGPU asks of the offset of a uniform binding. */
const SLOT_ALIGNMENT = 256;

/** The uniform parameters of all dispatches of a recording, in one buffer. */
export class ParamBlock {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  readonly #offsets: number[] = [];
  readonly #dispatches: readonly Dispatch[];

  constructor(dispatches: readonly Dispatch[]) {
    this.#dispatches = dispatches;
    let end = 0;
    for (const { kernel } of dispatches) {
      this.#offsets.push(end);
      end += Math.ceil(uniformBytes(kernel) / SLOT_ALIGNMENT) * SLOT_ALIGNMENT;
    }
    this.bytes = new Uint8Array(end);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Where the params of the `index`-th dispatch are, as a binding. */
  binding(buffer: GPUBuffer, index: number): GPUBufferBinding {
    return {
      buffer,
      offset: this.#offsets[index]!,
      size: uniformBytes(this.#dispatches[index]!.kernel),
    };
  }

  /** Writes the params of a run, and returns how many invocations each dispatch takes. */
  write(variables: Variables): number[] {
    return this.#dispatches.map(({ kernel, params }, index) => {
      const values: Record<string, number> = {};
      Object.entries(kernel.params).forEach(([name, type], i) => {
        const value = resolve(params[i]!, variables);
        const at = this.#offsets[index]! + i * 4;
        if (type === "f32") this.#view.setFloat32(at, value, true);
        else this.#view.setUint32(at, value, true);
        values[name] = value;
      });
      return kernel.invocations(values);
    });
  }
}

/** Size of the uniform struct; a multiple of 16, which every device takes. */
function uniformBytes({ params }: Kernel): number {
  return Math.max(1, Math.ceil(Object.keys(params).length / 4)) * 16;
}
