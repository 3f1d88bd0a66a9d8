import type * as parquetWasm from "parquet-wasm";

/** The parquet library, once its WebAssembly is there. */
export async function loadParquet(): Promise<typeof parquetWasm> {
  const parquet = await import("parquet-wasm");
  // The build for browsers has to be told to fetch its module; the one for Node has no such call.
  const { default: start } = parquet as { readonly default?: unknown };
  if (typeof start === "function") await (start as () => Promise<unknown>)();
  return parquet;
}
