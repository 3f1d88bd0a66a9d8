import { createHash } from "node:crypto";
import { mkdir, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OptionError } from "../core/errors.ts";
import { makeFolder } from "./make-folder.ts";
import { readJson } from "./shard.ts";

/** The folder inside the output folder where an unfinished run keeps its work. */
const WORK_FOLDER = ".sluice";

const IDENTITY_FILE = "run.json";
/** What map stages say of themselves once they are open: digests of a model, for one. */
const NOTES_FILE = "notes.json";

const OUTPUTS = ["data", "duplicates.parquet", "rejected.parquet", "report.html"] as const;

/** What not every run writes. */
const OPTIONAL_OUTPUTS = ["audits", "fitted", "refilter"] as const;

/** The last file to appear: a folder that has it is whole. */
export const MANIFEST = "manifest.json";

/** What makes two runs the same run: a run is resumed only where this is equal. */
export type RunIdentity = Readonly<Record<string, unknown>>;

/**
 * The output folder of one run. Everything is written inside a work folder and moved to its place
 * at the end, the manifest last, so that a folder with a manifest is whole.
 */
export class WorkFolder {
  readonly out: string;
  readonly path: string;
  /** The folders that this run made, outermost first. */
  readonly #made: readonly string[];
  /** Whether there was work of an earlier run. */
  readonly resumed: boolean;

  private constructor(out: string, made: readonly string[], resumed = false) {
    this.out = out;
    this.path = join(out, WORK_FOLDER);
    this.#made = made;
    this.resumed = resumed;
  }

  /** Claims `out`; refuses what it holds unless `force` or, for an unfinished run, `resume`. */
  static async open(
    out: string,
    identity: RunIdentity,
    { force = false, resume = false }: { readonly force?: boolean; readonly resume?: boolean },
  ): Promise<WorkFolder> {
    const folder = new WorkFolder(out, await makeFolder(out));
    const entries = await readdir(out);
    const others = entries.filter((name) => name !== WORK_FOLDER);
    const digest = identityDigest(identity);
    const found = entries.includes(WORK_FOLDER) ? await folder.#unfinishedRun() : undefined;
    if (found !== undefined && resume) {
      // What else is there was there when the run began, or was published by it.
      if (found === digest) return new WorkFolder(out, [], true);
      throw new OptionError("--resume", `The unfinished run in ${out} is another one.`, {
        rule: "a run goes on with the same inputs, stages and options",
        fix: "--force starts again",
      });
    }
    if (others.length > 0 && !force) {
      throw new OptionError("--out", `The output folder ${out} is not empty.`, {
        where: `${out} holds ${others.slice(0, 3).join(", ")}${others.length > 3 ? ", …" : ""}`,
        rule: "results go to an empty or a new folder",
        fix: "name another --out, or --force to replace earlier results there",
      });
    }
    if (found !== undefined && !force) {
      throw new OptionError("--out", `There is an unfinished run in ${out}.`, {
        rule: "its work is not thrown away unasked",
        fix: "--resume goes on with it, --force starts again",
      });
    }
    await rm(folder.path, { recursive: true, force: true });
    await mkdir(folder.path);
    await writeFile(folder.file(IDENTITY_FILE), JSON.stringify({ digest, identity }, null, 2));
    return folder;
  }

  /** Holds a run that goes on to what its map stages were when it began. */
  async keepTo(notes: readonly object[]): Promise<void> {
    const path = this.file(NOTES_FILE);
    const digest = identityDigest({ notes });
    const before = this.resumed ? await readDigest(path) : undefined;
    if (before === undefined) await writeFile(path, JSON.stringify({ digest, notes }, null, 2));
    else if (before !== digest) {
      throw new OptionError("--resume", `The unfinished run in ${this.out} is another one.`, {
        rule: "a run goes on with the models and statistics that it began with",
        fix: "bring them back, or --force starts again",
      });
    }
  }

  /** The digest of the identity of the run that left work here; empty where it is not to be read. */
  async #unfinishedRun(): Promise<string> {
    return (await readDigest(this.file(IDENTITY_FILE))) ?? "";
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** Moves the results to their places, the manifest after `beforeManifest` has succeeded. */
  async publish(beforeManifest: () => Promise<void>): Promise<void> {
    await this.#removeOutputs();
    const written = new Set(await readdir(this.path));
    for (const name of [...OUTPUTS, ...OPTIONAL_OUTPUTS.filter((each) => written.has(each))]) {
      await rename(this.file(name), join(this.out, name));
    }
    await beforeManifest();
    await rename(this.file(MANIFEST), join(this.out, MANIFEST));
    await rm(this.path, { recursive: true, force: true });
  }

  /** Ends a run that made no results: of what it wrote only this is moved to its place. */
  async publishOnly(name: (typeof OPTIONAL_OUTPUTS)[number]): Promise<void> {
    await this.#removeOutputs();
    await rename(this.file(name), join(this.out, name));
    await rm(this.path, { recursive: true, force: true });
  }

  async #removeOutputs(): Promise<void> {
    for (const name of [MANIFEST, ...OUTPUTS, ...OPTIONAL_OUTPUTS]) {
      await rm(join(this.out, name), { recursive: true, force: true });
    }
  }

  /** Removes the work, and of the folders that this run made those that nobody else uses. */
  async discard(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
    for (const made of this.#made.toReversed()) await rmdir(made).catch(ignoreNotEmpty);
  }
}

/** What a file of the work folder says; undefined where it is not there, empty where it is not whole. */
async function readDigest(path: string): Promise<string | undefined> {
  try {
    return ((await readJson(path)) as { readonly digest: string } | undefined)?.digest;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return "";
  }
}

export function identityDigest(identity: RunIdentity): string {
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex");
}

function ignoreNotEmpty(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOTEMPTY") throw error;
}
