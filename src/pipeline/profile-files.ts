import { readdir, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OptionError } from "../core/errors.ts";
import { formatNamed } from "../formats/index.ts";
import type { Profile } from "../profile/profile.ts";
import { makeFolder } from "./make-folder.ts";
import { writeStatistics } from "./profile-table.ts";
import { renderProfileReport } from "./report/profile/profile-report.ts";
import type { OutputFile } from "./result.ts";

/** What a profile is written to. */
export type ProfileFiles = Readonly<Record<"report" | "profile" | "statistics", OutputFile>>;

const NAMES = {
  statistics: "statistics.parquet",
  report: "report.html",
  profile: "profile.json",
} as const;

/** Refuses a folder that holds other files, or an earlier profile unless that is to be replaced. */
export async function refuseFull(out: string, force: boolean): Promise<void> {
  const entries = await readdir(out).catch(() => []);
  if (entries.length === 0 || force) return;
  throw new OptionError("--out", `The output folder ${out} is not empty.`, {
    where: `${out} holds ${entries.slice(0, 3).join(", ")}${entries.length > 3 ? ", …" : ""}`,
    rule: "results go to an empty or a new folder",
    fix: "name another --out, or --force to replace an earlier profile there",
  });
}

/** Writes each file under another name first; `profile.json` is the last to appear. */
export async function publishProfile(
  out: string,
  profile: Profile,
  compared: Profile | undefined,
): Promise<ProfileFiles> {
  await makeFolder(out);
  const temporary = (name: string): string => join(out, `.${name}.part`);
  const all = compared ? [profile, compared] : [profile];
  await writeStatistics(temporary(NAMES.statistics), formatNamed("parquet"), all);
  await writeFile(temporary(NAMES.report), renderProfileReport(profile, compared));
  await writeFile(temporary(NAMES.profile), `${JSON.stringify(profile, null, 1)}\n`);
  for (const name of Object.values(NAMES)) await rename(temporary(name), join(out, name));
  const file = async (name: string): Promise<OutputFile> => {
    const path = join(out, name);
    return { path, byteLength: (await stat(path)).size };
  };
  return {
    report: await file(NAMES.report),
    profile: await file(NAMES.profile),
    statistics: await file(NAMES.statistics),
  };
}
