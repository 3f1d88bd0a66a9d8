import { OptionError } from "../core/errors.ts";
import { nearest } from "../core/option.ts";
import type { ByteSource } from "../io/byte-source.ts";
import { type Compression, compressionOf, decompressedSource } from "../io/decompress.ts";
import { arrow } from "./arrow.ts";
import { csv } from "./csv.ts";
import type { Format } from "./format.ts";
import { jsonl } from "./jsonl.ts";
import { lerobot } from "./lerobot.ts";
import { parquet } from "./parquet.ts";
import { text } from "./text.ts";

/** All formats; where several claim the same bytes, the first has them. */
export const formats: readonly Format[] = [parquet, arrow, lerobot, jsonl, csv, text];

/** What a source turned out to be. */
export interface Found {
  readonly format: Format;
  /** The source itself, or what comes out when it is decompressed. */
  readonly source: ByteSource;
  readonly compression: Compression | undefined;
}

const HEAD_BYTES = 64 << 10;

/** The format of that name. */
export function formatNamed(name: string, known: readonly Format[] = formats): Format {
  const format = known.find((one) => one.name === name);
  if (format) return format;
  const names = known.map((one) => one.name);
  throw new OptionError("format", `There is no format "${name}".`, {
    rule: `the formats are ${names.join(", ")}`,
    ...nearest(name, names),
  });
}

/**
 * Finds out what a source is: compression by its first bytes, then the format inside by its first
 * bytes, its extension, or how it looks. `forced` names the format instead.
 */
export async function findFormat(
  source: ByteSource,
  forced?: string,
  known: readonly Format[] = formats,
): Promise<Found | undefined> {
  const compression = compressionOf(await source.read(0, 4));
  const inner = compression ? decompressedSource(source, compression) : source;
  const name = compression ? source.name.replace(/\.(gz|gzip|zst|zstd|bz2)$/i, "") : source.name;
  if (forced !== undefined) {
    return { format: formatNamed(forced, known), source: inner, compression };
  }
  const head = await inner.read(0, HEAD_BYTES);
  const format =
    known.find(({ magic }) => magic && magic.every((byte, i) => head[i] === byte)) ??
    formatOfName(name, known) ??
    known.find((one) => one.sniff?.(head));
  return format && { format, source: inner, compression };
}

/** The format that a file's extension stands for. */
export function formatOfName(name: string, known: readonly Format[] = formats): Format | undefined {
  const path = /^https?:/i.test(name) ? new URL(name).pathname : name;
  const lower = path.toLowerCase().replace(/\.(gz|gzip|zst|zstd|bz2)$/, "");
  return known.find(({ extensions }) => extensions.some((extension) => lower.endsWith(extension)));
}
