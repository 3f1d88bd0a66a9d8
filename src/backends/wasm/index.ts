import { DisposedError } from "../../core/errors.ts";
import type { Kernel } from "../../core/kernel.ts";
import { MemoryAccount } from "../../core/memory.ts";
import type { Device } from "../../graph/device.ts";
import type { Recording } from "../../graph/recording.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { Range } from "./heap.ts";
import { Heap } from "./heap.ts";
import { wasmModules } from "./modules.generated.ts";
import { PreparedOnWasm } from "./prepared.ts";
import type { ThreadHost } from "./threads.ts";
import type { Twin } from "./twin.ts";

export interface WasmOptions {
  readonly budgetBytes: number;
  /** Threads to run twins on, besides the calling one; 0 runs all on the calling thread. */
  readonly threads: number;
  readonly host: ThreadHost;
  /** A dispatch expected to take less than this runs on the calling thread. */
  readonly inlineSeconds?: number;
  /** The twins by kernel name, in base64; the built-in ones if not given. */
  readonly modules?: Readonly<Record<string, string>>;
}

/** Waking threads and hearing from them takes about this long. */
const INLINE_SECONDS = 100e-6;

/** The CPU as a device: SIMD twins on threads, and the reference for kernels without a twin. */
export async function openWasm(options: WasmOptions): Promise<Device> {
  const { budgetBytes, threads, host, inlineSeconds = INLINE_SECONDS } = options;
  const heap = new Heap();
  const modules = options.modules ?? wasmModules;
  const dispatcher = new Dispatcher({ heap, host, threads, modules, inlineSeconds });
  const memory = new MemoryAccount(Math.min(budgetBytes, heap.maxByteLength - heap.byteLength));

  async function prepare(recording: Recording): Promise<PreparedOnWasm> {
    const what = `recording ${recording.label}`;
    if (dispatcher.disposed) throw new DisposedError("the wasm device");
    memory.reserve(what, recording.peakBytes);
    const slots: Range[] = [];
    const release = (): void => {
      for (const slot of slots) heap.free(slot);
      memory.release(recording.peakBytes);
    };
    try {
      for (const { byteLength } of recording.slots) slots.push(heap.allocate(what, byteLength));
      const twins = await twinsOf(recording, dispatcher);
      return new PreparedOnWasm(recording, dispatcher, heap, slots, twins, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  return {
    backend: "wasm",
    name: dispatcher.threads > 0 ? `WebAssembly, ${dispatcher.threads} threads` : "WebAssembly",
    features: ["simd128"],
    maxBufferBytes: 2 ** 31,
    memory,
    warmUp: () => dispatcher.startThreads(),
    prepare,
    async [Symbol.asyncDispose]() {
      await dispatcher.dispose();
    },
  };
}

async function twinsOf(recording: Recording, { twins }: Dispatcher): Promise<Map<Kernel, Twin>> {
  const kernels = new Set(
    recording.commands.flatMap((command) => (command.kind === "dispatch" ? [command.kernel] : [])),
  );
  const found = new Map<Kernel, Twin>();
  await Promise.all(
    Array.from(kernels, async (kernel) => {
      const twin = await twins.of(kernel);
      if (twin) found.set(kernel, twin);
    }),
  );
  return found;
}
