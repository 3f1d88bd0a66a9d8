import { largeBytes } from "./large-bytes.ts";
import type { Tolerance } from "./tolerance.ts";

/** Element types a kernel may bind; the names are WGSL's. */
export type ElementType = "u32" | "i32" | "f32";

/** A storage buffer a kernel reads or writes. */
export interface Binding<T extends ElementType = ElementType> {
  readonly access: "read" | "read_write";
  readonly element: T;
  /** The shader declares `array<atomic<…>>`; the host view is the same. */
  readonly atomic: boolean;
}

interface ArrayOf {
  readonly u32: Uint32Array;
  readonly i32: Int32Array;
  readonly f32: Float32Array;
}

/** The host's typed array for an element type. */
export type HostArray<T extends ElementType = ElementType> = ArrayOf[T];

/**
 * What numbers are rounded to before they are multiplied. `split` is two of tf32 that add up to
 * nearly the number, `wgsl-f16` is f16 as WGSL may round to it: either way, to 0 below 2^-14.
 */
export type ProductInputs = "f32" | "f16" | "wgsl-f16" | "bf16" | "tf32" | "split";

/** A shader for devices with more than all have. */
export interface ShaderVariant {
  /** Features that a device must have for it. */
  readonly needs: readonly ("shader-f16" | "subgroups")[];
  /** What it rounds the numbers it multiplies to; f32 when absent. */
  readonly inputs?: ProductInputs;
  readonly wgsl: string;
}

export type Bindings = Readonly<Record<string, Binding>>;
export type ParamTypes = Readonly<Record<string, ElementType>>;

/** The host view of a kernel's buffers, one typed array per binding. */
export type Buffers<B extends Bindings> = { readonly [K in keyof B]: HostArray<B[K]["element"]> };

/** The host view of a kernel's uniform parameters. */
export type Params<P extends ParamTypes> = { readonly [K in keyof P]: number };

/**
 * One compute dispatch, declared once and implemented per backend.
 *
 * Binding 0 is the uniform `params`; binding `i + 1` is the `i`-th entry of `bindings`. The same
 * order is the argument order of the CUDA entry point and of the WASM twin.
 * `test/catalog.test.ts` holds every shader to this.
 */
export interface Kernel<B extends Bindings = Bindings, P extends ParamTypes = ParamTypes> {
  /** Kebab-case; also the base name of the shader, the twins, the test and the bench. */
  readonly name: string;
  readonly params: P;
  readonly bindings: B;
  readonly workgroupSize: number;
  /** Number of invocations to launch; backends round it up to whole workgroups. */
  invocations(params: Params<P>): number;
  readonly wgsl: string;
  /** What is run instead of `wgsl` on devices that can, the best first. */
  readonly variants?: readonly ShaderVariant[];
  /** Path of the CUDA source, when the kernel has one. */
  readonly cuda?: string;
  /**
   * Other inputs of its products that the CUDA source is compiled for, to be multiplied by tensor
   * cores; the first are those that it takes when nothing else is asked for.
   */
  readonly cudaInputs?: readonly ProductInputs[];
  /** Path of the WASM twin (AssemblyScript), when the kernel has one. */
  readonly wasm?: string;
  /** How far floats may be from the reference, by binding; those not named are equal, bit by bit. */
  readonly tolerance?: { readonly [K in keyof B]?: Tolerance };
  /** The reference: what the kernel means. Every other implementation must agree with it. */
  cpu(buffers: Buffers<B>, params: Params<P>): void;
}

/** Declares a kernel; its type is inferred from the declaration. */
/* @__NO_SIDE_EFFECTS__ */
export function defineKernel<const B extends Bindings, const P extends ParamTypes>(
  kernel: Kernel<B, P>,
): Kernel<B, P> {
  return kernel;
}

/** The text of a shader in parts. A bundler may drop the call; a sum it may not. */
/* @__NO_SIDE_EFFECTS__ */
export function shaderText(...parts: readonly string[]): string {
  return parts.join("");
}

/** A buffer the kernel only reads. */
/* @__NO_SIDE_EFFECTS__ */
export function read<T extends ElementType>(element: T): Binding<T> {
  return { access: "read", element, atomic: false };
}

/** A buffer the kernel writes. */
/* @__NO_SIDE_EFFECTS__ */
export function write<T extends ElementType>(element: T): Binding<T> {
  return { access: "read_write", element, atomic: false };
}

/** A buffer the kernel updates with atomic operations. */
/* @__NO_SIDE_EFFECTS__ */
export function atomic<T extends "u32" | "i32">(element: T): Binding<T> {
  return { access: "read_write", element, atomic: true };
}

const hostArrays = { u32: Uint32Array, i32: Int32Array, f32: Float32Array } as const;

/** A host view of `length` elements of `memory`, from byte `byteOffset`. */
export function hostView<T extends ElementType>(
  element: T,
  memory: ArrayBufferLike,
  byteOffset: number,
  length: number,
): HostArray<T> {
  const HostArrayOf = hostArrays[element] as new (...args: unknown[]) => unknown;
  return new HostArrayOf(memory, byteOffset, length) as HostArray<T>;
}

/** A zeroed host array. */
export function hostArray<T extends ElementType>(element: T, length: number): HostArray<T> {
  return hostView(element, largeBytes(length * 4).buffer, 0, length);
}
