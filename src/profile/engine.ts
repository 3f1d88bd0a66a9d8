import type { Measuring } from "./measuring.ts";
import { wasmModules } from "./modules.generated.ts";
import { classify } from "./scripts.ts";

/** What `profile-wasm/columns.ts` exports. */
interface Exports {
  take(bytes: number): number;
  give(at: number, bytes: number): void;
  newColumn(
    exactMost: number,
    capacity: number,
    slots: number,
    precision: number,
    brief: number,
  ): number;
  observe(
    column: number,
    values: number,
    n: number,
    positions: number,
    given: number,
    firstRow: number,
  ): number;
  countFew(column: number, values: number, n: number): number;
  leaveFew(column: number): void;
  sortMany(column: number, values: number, n: number): void;
  keepValid(values: number, n: number, bits: number, positions: number): number;
  fromWhole(values: number, n: number, signed: number): void;
  fromSingles(values: number, n: number): void;
  fromWords(values: number, n: number, signed: number): void;
  newCounts(slots: number, precision: number, texts: number): number;
  registerKeys(counts: number): void;
  countTexts(
    counts: number,
    keys: number,
    n: number,
    bytes: number,
    offsets: number,
    weights: number,
  ): void;
  clearTexts(): void;
  scanTexts(
    bytes: number,
    offsets: number,
    n: number,
    keys: number,
    byteLengths: number,
    charLengths: number,
    wordCounts: number,
    weights: number,
  ): void;
  scriptsAt(): number;
  sumProducts(x: number, y: number, n: number, a: number, b: number): number;
  sumBlock(values: number, n: number, rest: number, powers: number): number;
  sumsAt(): number;
  readonly alphanumerics: WebAssembly.Global;
  readonly lines: WebAssembly.Global;
  readonly repeatedLines: WebAssembly.Global;
  readonly taken: WebAssembly.Global;
  readonly sumKind: WebAssembly.Global;
  readonly grid: WebAssembly.Global;
  readonly first: WebAssembly.Global;
}

/** Values that an engine takes in at once. */
export const CHUNK = 65536;

/** The accumulators' inner loops, in WebAssembly, with one memory for all columns of a thread. */
export class Engine {
  readonly exports: Exports;
  readonly memory: WebAssembly.Memory;
  /** What measures numbers in place of the engine, where there is such. */
  readonly measuring: Measuring | undefined;
  /** Addresses of `CHUNK` doubles each, of their rows, and of their validity. */
  readonly valuesAt: number;
  readonly restAt: number;
  readonly positionsAt: number;
  readonly bitsAt: number;
  /** For texts: their offsets, the hash of each, and three measures of each. */
  readonly offsetsAt: number;
  readonly keysAt: number;
  readonly lengthsAt: number;
  #textsAt = 0;
  #textBytes = 0;

  private constructor(
    exports: Exports,
    memory: WebAssembly.Memory,
    measuring: Measuring | undefined,
  ) {
    this.exports = exports;
    this.memory = memory;
    this.measuring = measuring;
    this.valuesAt = exports.take(CHUNK * 8);
    this.restAt = exports.take(CHUNK * 8);
    this.positionsAt = exports.take(CHUNK * 4);
    this.bitsAt = exports.take(CHUNK / 8);
    this.offsetsAt = exports.take((CHUNK + 1) * 4);
    this.keysAt = exports.take(CHUNK * 8);
    this.lengthsAt = exports.take(CHUNK * 24);
  }

  static async open(measuring?: Measuring): Promise<Engine> {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = await WebAssembly.instantiate(await compiled("columns"), {
      env: { memory },
      texts: { classify },
    });
    return new Engine(exports as unknown as Exports, memory, measuring);
  }

  /** Where `bytes` of text may be put, until the next call. */
  textRoom(bytes: number): number {
    if (bytes > this.#textBytes) {
      if (this.#textBytes > 0) this.exports.give(this.#textsAt, this.#textBytes);
      this.#textBytes = Math.max(1 << 20, bytes);
      this.#textsAt = this.exports.take(this.#textBytes);
    }
    return this.#textsAt;
  }

  /** Views are made anew, since memory moves when it grows. */
  doubles(at: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, length);
  }

  words(at: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, at, length);
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, at, length);
  }
}

const modules = new Map<string, Promise<WebAssembly.Module>>();

function compiled(name: string): Promise<WebAssembly.Module> {
  const found = modules.get(name);
  if (found) return found;
  const binary = atob(wasmModules[name]!);
  const module = WebAssembly.compile(
    Uint8Array.from(binary, (character) => character.charCodeAt(0)),
  );
  modules.set(name, module);
  return module;
}
