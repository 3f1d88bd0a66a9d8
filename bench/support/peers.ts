import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** What a peer's script says of its job. */
export interface PeerResult {
  /** Without the start of the interpreter and its imports. */
  readonly seconds: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly peakBytes: number;
  readonly rowsOut: number;
  /** Positions of the rows that stay, where the script tells. */
  readonly kept?: readonly number[];
}

export const peerNames = {
  exact_duckdb: "DuckDB",
  fuzzy_datasketch: "datasketch + pandas",
  fuzzy_rensa: "rensa R-MinHash + pandas",
  fuzzy_rensa_rho: "rensa rho + pandas",
  fuzzy_text_dedup: "text-dedup",
} as const;

const TEN_MINUTES = 600_000;
const run = promisify(execFile);

/** The Python of `bench/peers/setup.sh`, and the scripts for it. */
export class Peers {
  readonly #python: string;
  readonly #scripts: string;

  constructor(python: string, scripts: string) {
    this.#python = python;
    this.#scripts = scripts;
  }

  /** The peers of this machine; nothing, and a line that says why, if they are not installed. */
  static find(say: (line: string) => void): Peers | undefined {
    const scripts = join(import.meta.dirname, "..", "peers");
    const venv = process.env["SLUICE_PEERS"] ?? join(scripts, "..", "..", "build", "peers");
    const python = join(venv, "bin", "python");
    if (existsSync(python)) return new Peers(python, scripts);
    say(`No peers are measured: there is no ${python}. bash bench/peers/setup.sh installs them.`);
    return undefined;
  }

  /** Runs a script; nothing, and a line that says why, if it fails. */
  async run<T = PeerResult>(
    script: string,
    args: readonly string[],
    say: (line: string) => void,
  ): Promise<T | undefined> {
    const file = join(this.#scripts, `${script}.py`);
    try {
      const { stdout } = await run(this.#python, [file, ...args], {
        maxBuffer: 2 ** 28,
        timeout: TEN_MINUTES,
        cwd: dirname(file),
      });
      return JSON.parse(stdout.trim().split("\n").pop() ?? "") as T;
    } catch (error) {
      const { stderr, message } = error as { readonly stderr?: string; readonly message: string };
      const reason = stderr?.trim().split("\n").at(-1) || message;
      say(`${script} is skipped: ${reason}`);
      return undefined;
    }
  }
}
