import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { duration, quantity, type Table } from "../support/table.ts";

/** Another system on the same GPU, or why nothing of it was measured. */
export interface GpuPeer {
  readonly name: string;
  readonly version?: string;
  readonly measures: readonly {
    readonly what: string;
    readonly seconds: number;
    readonly rate: number;
    readonly unit: string;
  }[];
  readonly skipped?: string;
}

const scripts = join(import.meta.dirname, "..", "peers");
const TEN_MINUTES = 600_000;
const run = promisify(execFile);

/** PyTorch, CuPy and cuDF of the machine's Python, and SEDD where its source is given. */
export async function measureGpuPeers(
  texts: string,
  quick: boolean,
  say: (line: string) => void,
): Promise<GpuPeer[]> {
  const python = process.env["SLUICE_PYTHON"] ?? "python3";
  const source = process.env["SLUICE_SEDD"];
  const flags = quick ? ["quick"] : [];
  const script = (name: string): string => join(scripts, name);
  const peers: GpuPeer[] = [];
  for (const [name, command, ...args] of [
    ["PyTorch", python, script("gpu_torch.py"), ...flags],
    ["CuPy", python, script("gpu_cupy.py"), ...flags],
    ["cuDF", python, script("gpu_cudf.py"), texts, ...flags],
  ] as const) {
    say(`${name} on the GPU`);
    // oxlint-disable-next-line no-await-in-loop -- peers at the same time would slow each other
    peers.push(await measured(name, command, args));
  }
  say("SEDD");
  peers.push(
    source === undefined
      ? { name: "SEDD", measures: [], skipped: "SLUICE_SEDD does not say where its source is" }
      : await measured("SEDD", "bash", [script("sedd.sh"), source, texts]),
  );
  return peers;
}

async function measured(name: string, command: string, args: readonly string[]): Promise<GpuPeer> {
  try {
    const { stdout } = await run(command, args, { maxBuffer: 2 ** 26, timeout: TEN_MINUTES });
    return {
      name,
      ...(JSON.parse(stdout.trim().split("\n").pop() ?? "") as Omit<GpuPeer, "name">),
    };
  } catch (error) {
    const { stderr, message } = error as { readonly stderr?: string; readonly message: string };
    return { name, measures: [], skipped: stderr?.trim().split("\n").at(-1) || message };
  }
}

export function gpuPeersTable(peers: readonly GpuPeer[]): Table {
  return {
    title: "Other systems on the same GPU",
    columns: ["system", "what", "time", "rate"],
    rows: peers.flatMap(({ name, version, measures, skipped }) =>
      skipped === undefined
        ? measures.map(({ what, seconds, rate, unit }) => [
            `${name} ${version ?? ""}`.trim(),
            what,
            duration(seconds),
            quantity(rate, unit),
          ])
        : [[name, `not measured: ${skipped}`, "-", "-"]],
    ),
    note: "Medians by the device's clock, from data that are in its memory; SEDD from file to file.",
  };
}
