import { EngineError, FileError } from "../core/errors.ts";

const REMEDIES: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  ENOENT: ["does not exist", "check the path; relative paths start at the current folder"],
  EACCES: ["may not be accessed by this user", "change its permissions, or choose another folder"],
  EPERM: ["may not be accessed by this user", "change its permissions, or choose another folder"],
  EROFS: ["is on a read-only file system", "choose a folder on a file system that can be written"],
  EISDIR: ["is a folder, not a file", "name a file in it"],
  ENOTDIR: ["has a file where a folder should be", "check the path"],
  EEXIST: ["exists already", "remove it or choose another name"],
  ENOSPC: ["does not fit: the disk is full", "free some space, or choose a folder on another disk"],
  EDQUOT: ["does not fit: the quota is used up", "free some space, or choose another disk"],
  EMFILE: ["cannot be opened: too many files are open", "raise the limit, as with ulimit -n 4096"],
  ENAMETOOLONG: ["has too long a name", "choose a shorter one"],
  ELOOP: ["is a circle of symbolic links", "point the link at a file"],
};

const FOLDER_GONE = [
  "cannot be written: its folder is gone",
  "run again, and leave the output folder alone meanwhile",
] as const;

/** What the system said of a file, with a remedy; any other error as it is. */
export function explained(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof EngineError || !("syscall" in error)) {
    return error;
  }
  return fileError("path" in error ? String(error.path) : path, error, "written");
}

/** What the system said about a path, as a FileError with a remedy. */
export function fileError(path: string, cause: unknown, doing: "read" | "written"): FileError {
  const code = (cause as { readonly code?: string } | undefined)?.code ?? "";
  const gone = code === "ENOENT" && doing === "written";
  const [what, fix] = (gone ? FOLDER_GONE : REMEDIES[code]) ?? [
    `cannot be ${doing}: ${String(cause)}`,
    undefined,
  ];
  return new FileError(`${path} ${what}.`, {
    where: path,
    ...(code && { rule: `the system answered ${code}` }),
    ...(fix && { fix }),
    cause,
  });
}
