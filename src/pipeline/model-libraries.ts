import { availableParallelism } from "node:os";
import type * as onnxruntime from "onnxruntime-web";
import type { InferenceSession, Tensor } from "onnxruntime-web";
import { FormatError, UnsupportedError } from "../core/errors.ts";
import type { Device } from "../graph/device.ts";
import { webGpuHandles } from "../runtime/web-gpu-handles.ts";
import type {
  ModelFile,
  ModelLibraries,
  ModelSession,
  ModelTensor,
  ModelValue,
  Tokenize,
  TokenTensor,
} from "../stages/embed/model-libraries.ts";

type TokenInputs = Readonly<Record<string, TokenTensor>>;
type OnnxRuntime = typeof onnxruntime;
/** Imports a package by name. */
type Load = (name: string) => Promise<unknown>;

/** Native code, several times as fast; not a dependency, for it is large. */
const NATIVE = "onnxruntime-node";

/**
 * The packages that run models in Node, loaded when a model is used: onnxruntime-node where it is
 * installed, else onnxruntime-web.
 */
export function nodeModelLibraries(
  device: Device | undefined,
  load: Load = (name) => import(name),
): ModelLibraries {
  return {
    openModel: async (model, where) => {
      if (where === "gpu") return await openOnGpu(device, model);
      return (await openNative(load, model)) ?? (await openWasm(model));
    },
    openTokenizer,
  };
}

/** In the WebGPU build of onnxruntime-web, on the device that the kernels run on. */
async function openOnGpu(device: Device | undefined, model: ModelFile): Promise<ModelSession> {
  const handles = device && webGpuHandles(device);
  if (!handles) {
    throw new UnsupportedError(`A model cannot run on the device ${device?.backend ?? "none"}.`, {
      rule: "on a GPU it runs on the webgpu device",
      fix: "--device webgpu, or --model-device cpu",
    });
  }
  const runtime = await import("onnxruntime-web/webgpu").catch((cause: unknown) => {
    throw missing("onnxruntime-web", cause);
  });
  // With more, it looks for a module of Node in a way that modules do not allow.
  runtime.env.wasm.numThreads = 1;
  withCopies(handles.device.queue);
  const providers = [{ name: "webgpu" as const, device: handles.device }];
  const session = await withNavigator(handles.gpu, () =>
    openSession("onnxruntime-web on WebGPU", runtime, model, {
      executionProviders: providers,
      preferredOutputLocation: "gpu-buffer",
    }),
  );
  return new ResidentSession(session, device);
}

/** Has the runtime find WebGPU where browsers have it, while it starts. */
async function withNavigator<T>(gpu: unknown, work: () => Promise<T>): Promise<T> {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  const value = { ...globalThis.navigator, gpu, userAgent: "node" };
  Object.defineProperty(globalThis, "navigator", { value, configurable: true, writable: true });
  try {
    return await work();
  } finally {
    if (before) Object.defineProperty(globalThis, "navigator", before);
    else delete (globalThis as { navigator?: unknown }).navigator;
  }
}

/** Dawn crashes on writes from shared memory, which that of the runtime is: they are copied. */
function withCopies(queue: GPUQueue): void {
  const write = queue.writeBuffer.bind(queue);
  queue.writeBuffer = (buffer, offset, data, start = 0, size) => {
    const view = ArrayBuffer.isView(data) ? data : new Uint8Array(data);
    const unit =
      ArrayBuffer.isView(data) && "BYTES_PER_ELEMENT" in data ? Number(data.BYTES_PER_ELEMENT) : 1;
    const from = start * unit;
    const length = size === undefined ? view.byteLength - from : size * unit;
    const part = new Uint8Array(view.buffer, view.byteOffset + from, length);
    write(
      buffer,
      offset,
      part.buffer instanceof SharedArrayBuffer ? part.slice() : (part as Uint8Array<ArrayBuffer>),
    );
  };
}

async function openNative(load: Load, model: ModelFile): Promise<ModelSession | undefined> {
  const runtime = (await load(NATIVE).catch((cause: unknown) => {
    if ((cause as { readonly code?: unknown }).code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw new UnsupportedError(`${NATIVE} is installed, and cannot be loaded.`, {
      rule: messageOf(cause),
      fix: `npm uninstall ${NATIVE}, and models run in onnxruntime-web`,
      cause,
    });
  })) as OnnxRuntime | undefined;
  if (!runtime) return undefined;
  const options = { executionProviders: ["cpu"], intraOpNumThreads: availableParallelism() };
  return await openSession(NATIVE, runtime, model, options);
}

async function openWasm(model: ModelFile): Promise<ModelSession> {
  const runtime = await import("onnxruntime-web").catch((cause: unknown) => {
    throw missing("onnxruntime-web", cause);
  });
  // By default it takes half of the processor cores.
  runtime.env.wasm.numThreads = availableParallelism();
  const options = { executionProviders: ["wasm"] };
  return await openSession("onnxruntime-web", runtime, model, options);
}

async function openSession(
  name: string,
  runtime: OnnxRuntime,
  { path, bytes, weights }: ModelFile,
  options: InferenceSession.SessionOptions,
): Promise<Session> {
  // What goes wrong is thrown; it need not be on the console as well.
  runtime.env.logLevel = "fatal";
  const quiet = { ...options, externalData: weights, logSeverityLevel: 4 } as const;
  const session = await runtime.InferenceSession.create(bytes, quiet).catch((cause: unknown) => {
    throw new FormatError("onnx", path, undefined, `${path} cannot be opened as a model.`, {
      rule: messageOf(cause),
      fix: "fetch or export the file again; a file of a few lines stands for one in Git LFS",
      cause,
    });
  });
  return new Session(`${name} ${runtime.env.versions.common}`, session, runtime.Tensor);
}

class Session implements ModelSession {
  readonly runtime: string;
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
  readonly #session: InferenceSession;
  readonly #Tensor: typeof Tensor;

  constructor(runtime: string, session: InferenceSession, tensor: typeof Tensor) {
    this.runtime = runtime;
    this.#session = session;
    this.#Tensor = tensor;
    this.inputs = session.inputMetadata.map(valueOf);
    this.outputs = session.outputMetadata.map(valueOf);
  }

  async run(inputs: TokenInputs, output: string): Promise<ModelTensor> {
    const { type, dims, data } = await this.tensor(inputs, output);
    return { type, dims, data, [Symbol.dispose]() {} };
  }

  /** The output as the runtime has it. */
  async tensor(inputs: TokenInputs, output: string): Promise<Tensor> {
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, { type, dims, data }]) => [
        name,
        type === "int64"
          ? new this.#Tensor(type, BigInt64Array.from(data, BigInt), dims)
          : new this.#Tensor(type, data, dims),
      ]),
    );
    const results = await this.#session.run(feeds, [output], { logSeverityLevel: 4 });
    return results[output]!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.release();
  }
}

/** A session whose outputs stay on the device. */
class ResidentSession implements ModelSession {
  readonly runtime: string;
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
  readonly device: Device;
  readonly #session: Session;

  constructor(session: Session, device: Device) {
    this.runtime = session.runtime;
    this.inputs = session.inputs;
    this.outputs = session.outputs;
    this.device = device;
    this.#session = session;
  }

  async run(inputs: TokenInputs, output: string): Promise<ModelTensor> {
    const tensor = await this.#session.tensor(inputs, output);
    const { type, dims, size } = tensor;
    const data = { buffer: tensor.gpuBuffer, length: size };
    return { type, dims, data, [Symbol.dispose]: () => tensor.dispose() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }
}

function valueOf(value: InferenceSession.ValueMetadata): ModelValue {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: "no tensor", shape: [] };
}

async function openTokenizer(tokenizer: object, config: object, folder: string): Promise<Tokenize> {
  const { Tokenizer } = await import("@huggingface/tokenizers").catch((cause: unknown) => {
    throw missing("@huggingface/tokenizers", cause);
  });
  let opened: InstanceType<typeof Tokenizer>;
  try {
    opened = new Tokenizer(tokenizer, config);
  } catch (cause) {
    const file = `${folder.replace(/\/+$/, "")}/tokenizer.json`;
    throw new FormatError("tokenizer", file, undefined, "The tokenizer cannot be opened.", {
      rule: messageOf(cause),
      fix: "use the tokenizer.json that belongs to the model",
      cause,
    });
  }
  const lowers = lowerCases((tokenizer as TokenizerJson).normalizer);
  return (text, withSpecialTokens) => {
    const given = lowers ? text.replaceAll("\u03a3", "\u03c3") : text;
    return opened.encode(given, { add_special_tokens: withSpecialTokens }).ids;
  };
}

interface Normalizer {
  readonly type?: string;
  readonly lowercase?: boolean;
  readonly normalizers?: readonly Normalizer[];
}

interface TokenizerJson {
  readonly normalizer?: Normalizer | null;
}

/**
 * Whether letters are made small. JavaScript then writes a capital sigma at the end of a word as a
 * final one, the tokenizers of Python never do; it is the one letter where they differ.
 */
function lowerCases(normalizer: Normalizer | null | undefined): boolean {
  if (!normalizer) return false;
  const { type, lowercase, normalizers = [] } = normalizer;
  return type === "Lowercase" || lowercase === true || normalizers.some(lowerCases);
}

function missing(name: string, cause: unknown): UnsupportedError {
  return new UnsupportedError(`Models need the package ${name}, which is not installed.`, {
    rule: "it is an optional dependency; --encoder hash needs none",
    fix: `npm install ${name}`,
    cause,
  });
}

function messageOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).trim();
}
