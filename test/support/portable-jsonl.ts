import { vi } from "vitest";
import type { Format } from "../../src/formats/format.ts";
import { memorySource } from "../../src/io/memory-source.ts";

/** The format as it is where WASM is not allowed. */
export async function portableJsonl(): Promise<Format> {
  vi.stubGlobal("WebAssembly", undefined);
  vi.resetModules();
  try {
    const { jsonl } = await import("../../src/formats/jsonl.ts");
    // It asks for WASM once, and remembers the answer.
    await jsonl.open(memorySource(new Uint8Array(0)), { infer: "all" });
    return jsonl;
  } finally {
    vi.unstubAllGlobals();
  }
}
