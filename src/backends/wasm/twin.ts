import { KernelError } from "../../core/errors.ts";
import type { Kernel } from "../../core/kernel.ts";

type Run = (...numbers: number[]) => void;

/** A kernel's twin, compiled for the calling thread. */
export interface Twin {
  /** Its place among the modules that threads are given. */
  readonly index: number;
  readonly run: Run;
}

/** The twins by kernel name, compiled for the calling thread when first asked for. */
export class Twins {
  readonly #encoded: Readonly<Record<string, string>>;
  readonly #memory: WebAssembly.Memory;
  readonly #compiled = new Map<string, Promise<Twin>>();

  constructor(encoded: Readonly<Record<string, string>>, memory: WebAssembly.Memory) {
    this.#encoded = encoded;
    this.#memory = memory;
  }

  binaries(): Uint8Array<ArrayBuffer>[] {
    return Object.values(this.#encoded).map(decode);
  }

  /** The kernel's twin; nothing if it has none. */
  async of(kernel: Kernel): Promise<Twin | undefined> {
    if (kernel.wasm === undefined) return undefined;
    const { name } = kernel;
    let twin = this.#compiled.get(name);
    if (!twin) this.#compiled.set(name, (twin = this.#compile(name, kernel.wasm)));
    return await twin;
  }

  async #compile(name: string, source: string): Promise<Twin> {
    const encoded = this.#encoded[name];
    if (encoded === undefined) {
      throw new KernelError(name, `Its WASM twin ${source} was not compiled.`, {
        rule: "every kernel with a twin has its module built in",
        fix: "npm run build:wasm",
      });
    }
    const { instance } = await WebAssembly.instantiate(decode(encoded), {
      env: { memory: this.#memory },
    });
    const index = Object.keys(this.#encoded).indexOf(name);
    return { index, run: instance.exports["run"] as Run };
  }
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
