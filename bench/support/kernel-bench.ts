import type { Bindings, Buffers, Kernel, Params, ParamTypes } from "../../src/core/kernel.ts";

/** One call to time, and what it costs by count, from which the share of a limit follows. */
export interface BenchCall<B extends Bindings = Bindings, P extends ParamTypes = ParamTypes> {
  readonly buffers: Buffers<B>;
  readonly params: Params<P>;
  /** Bytes that must be read and written at the least. */
  readonly bytes: number;
  /** Items done, for the rate: rows, keys, pairs. */
  readonly items: number;
}

export interface KernelBench<B extends Bindings = Bindings, P extends ParamTypes = ParamTypes> {
  readonly kernel: Kernel<B, P>;
  /** What an item is, in the plural. */
  readonly unit: string;
  /** Arithmetic of an item at the least, counted by hand; a multiplication with its addition is two. */
  readonly work?: { readonly on: "u32" | "f32"; readonly operations: number };
  /** Problem sizes, in items, small to large. */
  readonly sizes: readonly number[];
  /** The same call every time for the same size, which may be any from 1. */
  make(size: number): BenchCall<B, P>;
  /** Calls that are checked, not timed: what random data does not meet. */
  edges?(): BenchCall<B, P>[];
  /** Brings results that may differ in form, not in meaning, to one form before they are compared. */
  settle?(results: Buffers<B>): void;
}

/** A bench whose types are forgotten, to stand in a list with others. */
export function defineKernelBench<const B extends Bindings, const P extends ParamTypes>(
  bench: KernelBench<B, P>,
): KernelBench {
  return bench;
}

/** Deterministic u32 stream (mulberry32), for data that are the same on every machine. */
export function randomU32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}
