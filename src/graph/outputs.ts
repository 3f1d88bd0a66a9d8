import { assert } from "../core/assert.ts";
import type { Outputs } from "./device.ts";

/** The output of that name, which is one of u32. */
export function u32Output(outputs: Outputs, name: string): Uint32Array {
  const output = outputs[name];
  assert(output instanceof Uint32Array, `no u32 output "${name}"`);
  return output;
}

/** The output of that name, which is one of f32. */
export function f32Output(outputs: Outputs, name: string): Float32Array {
  const output = outputs[name];
  assert(output instanceof Float32Array, `no f32 output "${name}"`);
  return output;
}
