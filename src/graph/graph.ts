import { assert } from "../core/assert.ts";
import type { Bindings, ElementType, HostArray, Kernel, ParamTypes } from "../core/kernel.ts";
import type { Scalar } from "./scalar.ts";

/** A virtual buffer of a graph: `length` elements, contents undefined until written. */
export interface Ref<T extends ElementType = ElementType> {
  readonly id: number;
  readonly element: T;
  /** Capacity, in elements. */
  readonly length: number;
  readonly label: string;
}

/** What fills a buffer before the first dispatch that reads it. */
export type Source =
  | { readonly kind: "scratch" }
  | { readonly kind: "kept" }
  | { readonly kind: "zero" }
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "constant"; readonly data: HostArray };

export interface Dispatch {
  readonly kind: "dispatch";
  readonly kernel: Kernel;
  /** In the order of the kernel's bindings. */
  readonly buffers: readonly Ref[];
  /** In the order of the kernel's params. */
  readonly params: readonly Scalar[];
}

export interface Copy {
  readonly kind: "copy";
  readonly from: Ref;
  readonly to: Ref;
}

export interface Output {
  readonly name: string;
  readonly ref: Ref;
  /** Elements to download. */
  readonly length: Scalar;
}

/**
 * A compute graph under construction: kernels and ops append to it, `record` turns it into a
 * recording, a device executes that. Nothing here knows a GPU.
 */
export class Graph {
  readonly label: string;
  readonly refs: { readonly ref: Ref; readonly source: Source }[] = [];
  readonly steps: (Dispatch | Copy)[] = [];
  readonly outputs: Output[] = [];

  constructor(label: string) {
    this.label = label;
  }

  #add<T extends ElementType>(element: T, length: number, label: string, source: Source): Ref<T> {
    assert(Number.isSafeInteger(length) && length >= 0, `buffer ${label} has length ${length}`);
    const ref: Ref<T> = { id: this.refs.length, element, length, label };
    this.refs.push({ ref, source });
    return ref;
  }

  /**
   * A buffer the caller fills. Its contents stay from run to run: a run that does not give this
   * input sees what the last one gave.
   */
  input<T extends ElementType>(name: string, element: T, capacity: number): Ref<T> {
    return this.#add(element, capacity, name, { kind: "input", name });
  }

  /** A buffer filled once, when the recording is prepared. */
  constant<T extends ElementType>(label: string, element: T, data: HostArray<T>): Ref<T> {
    return this.#add(element, data.length, label, { kind: "constant", data });
  }

  /** A buffer whose contents are undefined until a kernel writes them. */
  scratch<T extends ElementType>(label: string, element: T, length: number): Ref<T> {
    return this.#add(element, length, label, { kind: "scratch" });
  }

  /** A buffer whose contents are undefined until a kernel writes them, and stay from run to run. */
  kept<T extends ElementType>(label: string, element: T, length: number): Ref<T> {
    return this.#add(element, length, label, { kind: "kept" });
  }

  /** A buffer set to zero at the start of each run. */
  zeros<T extends ElementType>(label: string, element: T, length: number): Ref<T> {
    return this.#add(element, length, label, { kind: "zero" });
  }

  /** Appends one dispatch of a kernel. */
  dispatch<B extends Bindings, P extends ParamTypes>(
    kernel: Kernel<B, P>,
    buffers: { readonly [K in keyof B]: Ref<B[K]["element"]> },
    params: { readonly [K in keyof P]: Scalar },
  ): void {
    this.steps.push({
      kind: "dispatch",
      kernel: kernel as unknown as Kernel,
      buffers: Object.keys(kernel.bindings).map((name) => buffers[name]!),
      params: Object.keys(kernel.params).map((name) => params[name]!),
    });
  }

  /** Copies all of `from` to the start of `to`. */
  copy(from: Ref, to: Ref): void {
    assert(from.length <= to.length, `copy of ${from.label} does not fit ${to.label}`);
    this.steps.push({ kind: "copy", from, to });
  }

  /** Downloads the first `length` elements of `ref` at the end of each run. */
  output(name: string, ref: Ref, length: Scalar = ref.length): void {
    this.outputs.push({ name, ref, length });
  }
}
