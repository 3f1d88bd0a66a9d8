import { FormatError } from "../../core/errors.ts";
import type { ByteSource } from "../../io/byte-source.ts";

/** The error for bytes that are not what Parquet says they are. */
export function damaged(
  source: ByteSource,
  at: number,
  message: string,
  cause?: unknown,
): FormatError {
  return new FormatError(
    "parquet",
    source.name,
    at,
    `${source.name} cannot be read as Parquet: ${message}.`,
    { fix: "it is damaged: fetch or write it again", cause },
  );
}
