import { stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { Schema } from "apache-arrow";
import { glob, isDynamicPattern } from "tinyglobby";
import { FileError, FormatError } from "../core/errors.ts";
import { type OptionValues, parseOptions } from "../core/option.ts";
import { findFormat, formatNamed, formatOfName, formats } from "../formats/index.ts";
import type { Format, Reader } from "../formats/format.ts";
import type { ByteSource } from "../io/byte-source.ts";
import { countedFolder, countedSource, type OnBytes } from "../io/counted-source.ts";
import { fileError } from "../io/file-error.ts";
import { byBytes, fileFolder, filesIn } from "../io/file-folder.ts";
import { fileSource } from "../io/file-source.ts";
import { httpSource } from "../io/http-source.ts";
import { commonSchema } from "./common-schema.ts";

/** One input: a file, a URL, or a folder that is a dataset. */
export interface InputSource {
  /** The path or URL, as given or as found under what was given. */
  readonly name: string;
  readonly byteLength: number;
  readonly format: Format;
  /** Columns that no source has a value of that tells the type; they are read as text. */
  readonly unsure?: ReadonlySet<string>;
  /**
   * Opens it with the schema that all sources share; closing the reader closes the file. `onBytes`
   * hears of bytes of the files themselves as they are read, compressed ones included.
   */
  open(onBytes?: OnBytes): Promise<Reader>;
}

/** Whether the rows of a source can be written as their own bytes. */
export function passesOn(source: InputSource, reader: Reader, output: Format): boolean {
  return source.format.name === output.name && reader.readRaw !== undefined;
}

/** Whether the rows of all sources can be copied from where they are. */
export function copiesRows(
  sources: readonly InputSource[],
  reader: Reader,
  output: Format,
): boolean {
  return reader.copyRanges !== undefined && keepFormat(sources, output);
}

/** Whether the rows of all sources are written in the format that they come in. */
export function keepFormat(sources: readonly InputSource[], output: Format): boolean {
  return sources.every(({ format }) => format.name === output.name);
}

export interface InputOptions {
  /** Name of the format, instead of looking at the files. */
  readonly format?: string | undefined;
  /** Options of the format. */
  readonly formatOptions?: Readonly<Record<string, unknown>> | undefined;
  /** Columns that all sources must have with one type; all columns when absent. */
  readonly columns?: readonly string[] | undefined;
  /** Paths to leave out, as they would be found. */
  readonly exclude?: ReadonlySet<string> | undefined;
  /** Hears of files in folders that are not read, and why. */
  readonly onSkip?: ((path: string, reason: string) => void) | undefined;
}

/**
 * Finds the sources that files, folders, globs and URLs stand for: in the order given, those of a
 * folder or glob in the order of the bytes of their paths, each once.
 */
export async function resolveInputs(
  inputs: readonly string[],
  options: InputOptions = {},
): Promise<InputSource[]> {
  if (options.format !== undefined) formatNamed(options.format);
  const paths = new Set<string>();
  for (const input of inputs) for (const path of await expand(input, options)) paths.add(path);
  for (const path of options.exclude ?? []) paths.delete(path);
  const sources: Opener[] = [];
  const owner = {};
  for (const path of paths) sources.push(await opener(path, options, owner));
  const { schema, unsure } = await commonSchema(sources, options.columns);
  return sources.map((source) => ({
    name: source.name,
    byteLength: source.byteLength,
    format: source.format,
    unsure,
    open: (onBytes) => source.open(schema, onBytes),
  }));
}

/** A source before its schema is agreed upon. */
export interface Opener extends Omit<InputSource, "open" | "unsure"> {
  open(schema?: Schema, onBytes?: OnBytes): Promise<Reader>;
}

const isUrl = (input: string): boolean => /^https?:\/\//i.test(input);

async function expand(input: string, options: InputOptions): Promise<string[]> {
  if (isUrl(input)) return [input];
  // What exists is meant, even when its name looks like a pattern.
  try {
    return (await stat(input)).isDirectory() ? await folderFiles(input, options) : [input];
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    if (!isDynamicPattern(input)) throw fileError(input, cause, "read");
  }
  const found = await glob(input, {
    absolute: isAbsolute(input),
    onlyFiles: false,
    expandDirectories: false,
  });
  const matches = found.map((path) => (path.length > 1 ? path.replace(/\/$/, "") : path));
  const paths: string[] = [];
  for (const match of matches.toSorted(byBytes)) {
    if ((await stat(match)).isDirectory()) {
      if (await markedFormat(match)) paths.push(match);
    } else paths.push(match);
  }
  if (paths.length > 0) return paths;
  throw new FileError(`No file matches ${input}.`, {
    where: input,
    rule: "* stands for any part of a name, ** for any folders, and hidden files are left out",
    fix: "check the pattern, and quote it so that the shell does not expand it",
  });
}

/** The files of a folder that can be read; data files keep plain texts beside them out. */
async function folderFiles(folder: string, options: InputOptions): Promise<string[]> {
  const skip = (file: string, reason: string): void =>
    options.onSkip?.(joined(folder, file), reason);
  if (await markedFormat(folder, options.format)) return [folder];
  const datasets: string[] = [];
  const named = new Map<string, Format>();
  const all = await filesIn(folder);
  for (const file of all) {
    const marker = markerFolder(file, options.format);
    if (marker !== undefined) datasets.push(marker);
  }
  for (const file of all) {
    if (datasets.some((dataset) => file.startsWith(`${dataset}/`))) continue;
    const format = formatOfName(file) ?? (options.format === undefined ? undefined : formats[0]);
    if (format) named.set(file, format);
    else skip(file, "its extension is that of no known format");
  }
  const hasData = datasets.length > 0 || [...named.values()].some(({ name }) => name !== "text");
  const paths = [...datasets];
  for (const [file, format] of named) {
    if (format.name !== "text" || !hasData || options.format !== undefined) paths.push(file);
    else skip(file, "it is a text beside data files; --format text reads it");
  }
  if (paths.length > 0) return paths.toSorted(byBytes).map((file) => joined(folder, file));
  throw new FileError(`The folder ${folder} has no file that can be read.`, {
    where: folder,
    rule: `read are files that end in ${formats.flatMap((format) => format.extensions).join(", ")}, compressed or not`,
    fix: "name files instead, or their format with --format",
  });
}

const joined = (folder: string, file: string): string => `${folder.replace(/\/+$/, "")}/${file}`;

/** The format that a folder as a whole is of. */
async function markedFormat(folder: string, forced?: string): Promise<Format | undefined> {
  for (const format of formats) {
    if (format.folderMarker === undefined || (forced ?? format.name) !== format.name) continue;
    const marker = await stat(join(folder, format.folderMarker)).catch(() => undefined);
    if (marker?.isFile()) return format;
  }
  return undefined;
}

/** The folder, below the one searched, that a file marks as a dataset. */
function markerFolder(file: string, forced: string | undefined): string | undefined {
  for (const { folderMarker, name } of formats) {
    if (folderMarker === undefined || (forced ?? name) !== name) continue;
    if (file.endsWith(`/${folderMarker}`)) return file.slice(0, -folderMarker.length - 1);
  }
  return undefined;
}

async function opener(path: string, options: InputOptions, owner: object): Promise<Opener> {
  if (!isUrl(path) && (await stat(path)).isDirectory()) return await folderOpener(path, options);
  const openSource = (): Promise<ByteSource> => (isUrl(path) ? httpSource(path) : fileSource(path));
  const first = await openSource();
  let found: Awaited<ReturnType<typeof findFormat>>;
  try {
    found = await findFormat(first, options.format);
  } finally {
    await first.close();
  }
  if (!found) {
    throw new FormatError("unknown", path, 0, `The format of ${path} is not known.`, {
      rule: `the formats are ${formats.map(({ name }) => name).join(", ")}`,
      fix: "name it with --format",
    });
  }
  const { format } = found;
  const values = optionsFor(format, options);
  return {
    name: path,
    byteLength: first.byteLength,
    format,
    async open(schema, onBytes) {
      const source = await openSource();
      try {
        const counted = onBytes ? countedSource(source, onBytes) : source;
        const opened = (await findFormat(counted, format.name))!.source;
        const { columnChunks, ...reader } = await format.open(opened, values, schema, owner);
        // Places in what was decompressed are none in the file.
        const places = opened === counted && columnChunks && { columnChunks };
        return closing({ ...reader, ...places }, source);
      } catch (error) {
        await source.close();
        throw error;
      }
    },
  };
}

async function folderOpener(path: string, options: InputOptions): Promise<Opener> {
  const format = (await markedFormat(path, options.format))!;
  const values = optionsFor(format, options);
  const folder = fileFolder(path);
  let byteLength = 0;
  for (const file of await folder.list()) byteLength += (await stat(join(path, file))).size;
  return {
    name: path,
    byteLength,
    format,
    open: (_, onBytes) =>
      format.openFolder!(onBytes ? countedFolder(folder, onBytes) : folder, values),
  };
}

/** The options that were given, as far as they are this format's; a forced format takes them all. */
function optionsFor(
  format: Format,
  { format: forced, formatOptions = {} }: InputOptions,
): OptionValues<Format["options"]> {
  const known = formats.some((one) => Object.keys(formatOptions).some((key) => key in one.options));
  const given =
    forced === undefined && known
      ? Object.fromEntries(Object.entries(formatOptions).filter(([key]) => key in format.options))
      : formatOptions;
  return parseOptions(format.options, given, format.name);
}

/** The reader of a source that nobody else closes. */
function closing(reader: Reader, source: ByteSource): Reader {
  return {
    ...reader,
    async close() {
      await reader.close();
      await source.close();
    },
  };
}
