import { fileSource } from "../io/file-source.ts";
import { httpSource } from "../io/http-source.ts";

/** All bytes of a file or URL that an option names. */
export async function readBytes(path: string): Promise<Uint8Array> {
  const source = await (/^https?:\/\//i.test(path) ? httpSource(path) : fileSource(path));
  try {
    return await source.read(0, source.byteLength);
  } finally {
    await source.close();
  }
}
