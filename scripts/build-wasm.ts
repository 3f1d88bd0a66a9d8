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

const sources = "kernels-wasm";
const cache = "build/wasm";
const generated = "src/backends/wasm/modules.generated.ts";

const flags = [
  ["-O3", "--noAssert", "--runtime", "stub", "--use", "abort=", "--noExportMemory"],
  ["--enable", "simd,threads,bulk-memory"],
  ["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
].flat();

/** What every twin depends on besides its own text: this build and what twins share. */
function commonInputs(): string {
  const shared = existsSync(`${sources}/shared`) ? readdirSync(`${sources}/shared`).toSorted() : [];
  const texts = shared.map((file) => readFileSync(`${sources}/shared/${file}`, "utf8"));
  return [asc.version, ...flags, ...texts].join("\n");
}

/** Writes under a temporary name first, so that builds running at once never read half a file. */
function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

/** Compiles the AssemblyScript `text` of the file `source`. */
export async function compileTwin(source: string, text: string): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const stderr = asc.createMemoryStream();
  const { error } = await asc.main([source, ...flags, "--outFile", "twin.wasm"], {
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

/** The twin's module, from the cache while neither it nor the build changed. */
async function cachedTwin(name: string, common: string): Promise<Uint8Array> {
  const source = `${sources}/${name}.ts`;
  const text = readFileSync(source, "utf8");
  const digest = createHash("sha256").update(`${common}\0${text}`).digest("hex");
  const cached = `${cache}/${name}-${digest.slice(0, 16)}.wasm`;
  if (existsSync(cached)) return readFileSync(cached);
  const binary = await compileTwin(source, text);
  writeWhole(cached, binary);
  return binary;
}

/** The text of the generated file, and what is wrong with the twins it had to leave out. */
export async function buildWasm(): Promise<{ text: string; failures: string[] }> {
  mkdirSync(cache, { recursive: true });
  const names = readdirSync(sources, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => entry.name.slice(0, -".ts".length));
  const common = commonInputs();
  const failures: string[] = [];
  let entries = "";
  for (const name of names.toSorted()) {
    try {
      const binary = Buffer.from(await cachedTwin(name, common)).toString("base64");
      entries += `  ${JSON.stringify(name)}: ${JSON.stringify(binary)},\n`;
    } catch (error) {
      failures.push(String(error));
    }
  }
  const type = "Readonly<Record<string, string>>";
  return { text: `export const wasmModules: ${type} = {\n${entries}};\n`, failures };
}

if (import.meta.main) {
  const { text, failures } = await buildWasm();
  const before = existsSync(generated) ? readFileSync(generated, "utf8") : "";
  if (text !== before) writeWhole(generated, text);
  for (const failure of failures) process.stderr.write(`${failure}\n`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
