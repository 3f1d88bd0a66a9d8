import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

/** Size and SHA-256 of a file. */
export async function digestFile(
  path: string,
  signal?: AbortSignal,
): Promise<{ byteLength: number; sha256: string }> {
  const hash = createHash("sha256");
  const options = { highWaterMark: 1 << 20, ...(signal && { signal }) };
  for await (const chunk of createReadStream(path, options)) hash.update(chunk as Uint8Array);
  return { byteLength: (await stat(path)).size, sha256: hash.digest("hex") };
}
