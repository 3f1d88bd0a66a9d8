import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import asc from "assemblyscript/asc";

const cache = "build/wasm";

const flags = [
  ["-O3", "--noAssert", "--runtime", "stub", "--use", "abort=", "--noExportMemory"],
  ["--enable", "simd,bulk-memory", "--importMemory", "--initialMemory", "1"],
].flat();

/** Modules of AssemblyScript: a file each in a folder, built into one generated file. */
export interface WasmModules {
  readonly sources: string;
  readonly generated: string;
  readonly flags: readonly string[];
}

/** The twins of kernels, which many threads run on one memory. */
export const kernelModules: WasmModules = {
  sources: "kernels-wasm",
  generated: "src/backends/wasm/modules.generated.ts",
  flags: [...flags, "--enable", "threads", "--sharedMemory", "--maximumMemory", "65536"],
};

/** What formats leave to WASM. */
export const formatModules: WasmModules = {
  sources: "formats-wasm",
  generated: "src/formats/modules.generated.ts",
  flags,
};

/** What a profile leaves to WASM. */
export const profileModules: WasmModules = {
  sources: "profile-wasm",
  generated: "src/profile/modules.generated.ts",
  flags,
};

/** What every module depends on besides its own text: this build and what modules share. */
function commonInputs({ sources, flags: own }: WasmModules): string {
  const shared = existsSync(`${sources}/shared`) ? readdirSync(`${sources}/shared`).toSorted() : [];
  const texts = shared.map((file) => readFileSync(`${sources}/shared/${file}`, "utf8"));
  return [asc.version, ...own, ...texts].join("\n");
}

/** Writes under a temporary name first, so that builds running at once never read half a file. */
function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

/** Compiles the AssemblyScript `text` of the file `source`. */
export async function compileTwin(
  source: string,
  text: string,
  modules = kernelModules,
): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const stderr = asc.createMemoryStream();
  const { error } = await asc.main([source, ...modules.flags, "--outFile", "module.wasm"], {
    stderr,
    readFile: (path) =>
      path === source ? text : existsSync(path) ? readFileSync(path, "utf8") : null,
    writeFile(_path, contents) {
      if (typeof contents !== "string") binary = contents;
    },
  });
  if (error || !binary) throw new Error(`${source} does not compile:\n${stderr.toString()}`);
  return binary;
}

/** The module, from the cache while neither it nor the build changed. */
async function cached(name: string, modules: WasmModules, common: string): Promise<Uint8Array> {
  const source = `${modules.sources}/${name}.ts`;
  const text = readFileSync(source, "utf8");
  const digest = createHash("sha256").update(`${common}\0${text}`).digest("hex");
  const path = `${cache}/${name}-${digest.slice(0, 16)}.wasm`;
  if (existsSync(path)) return readFileSync(path);
  const binary = await compileTwin(source, text, modules);
  writeWhole(path, binary);
  return binary;
}

/** The text of the generated file, and what is wrong with the modules it had to leave out. */
export async function buildWasm(
  modules = kernelModules,
): Promise<{ text: string; failures: string[] }> {
  mkdirSync(cache, { recursive: true });
  const names = readdirSync(modules.sources, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => entry.name.slice(0, -".ts".length));
  const common = commonInputs(modules);
  const failures: string[] = [];
  let entries = "";
  for (const name of names.toSorted()) {
    try {
      const binary = Buffer.from(await cached(name, modules, common)).toString("base64");
      entries += `  ${JSON.stringify(name)}: ${JSON.stringify(binary)},\n`;
    } catch (error) {
      failures.push(String(error));
    }
  }
  const type = "Readonly<Record<string, string>>";
  return { text: `export const wasmModules: ${type} = {\n${entries}};\n`, failures };
}

if (import.meta.main) {
  for (const modules of [kernelModules, formatModules, profileModules]) {
    // oxlint-disable-next-line no-await-in-loop -- the compiler is not re-entrant
    const { text, failures } = await buildWasm(modules);
    const { generated } = modules;
    const before = existsSync(generated) ? readFileSync(generated, "utf8") : "";
    if (text !== before) writeWhole(generated, text);
    for (const failure of failures) process.stderr.write(`${failure}\n`);
    if (failures.length > 0) process.exitCode = 1;
  }
}
