import { wasmModules } from "./modules.generated.ts";

/** One of the modules of `formats-wasm`, compiled. */
export async function compileModule(name: string): Promise<WebAssembly.Module> {
  const binary = atob(wasmModules[name]!);
  return await WebAssembly.compile(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}
