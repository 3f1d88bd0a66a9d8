import { open, stat } from "node:fs/promises";
import type { LookedAt, MediaFacts } from "../../profile/media.ts";

/** Bytes of an image that are read: its head says its size. */
const HEAD_BYTES = 256 * 1024;
/** Packets of a video that its rate is the average of. */
const RATE_PACKETS = 300;
/** Files that are open at once. */
const AT_ONCE = 8;

const VIDEOS = /\.(mp4|m4v|mov|mkv|webm|avi|ts)$/i;
const MEDIA = /\.(jpe?g|png|webp|gif|bmp|tiff?|avif|heic|jp2|mp4|m4v|mov|mkv|webm|avi)$/i;

/** Whether a text looks like the path of an image or a video, and not like an address. */
export const isMediaName = (text: string): boolean =>
  MEDIA.test(text) && !/[\n\r]|^\w+:\/\//.test(text);

/** Reads the heads of images and videos, with the optional packages image-size and mediabunny. */
export interface MediaReader {
  /** Looks at files, a few at a time; of several places where a file may be the first counts. */
  files(
    files: readonly { readonly path: string; readonly places: readonly string[] }[],
  ): Promise<LookedAt[]>;
  /** What the beginning of an image says; undefined where it is none. */
  image(head: Uint8Array): MediaFacts | undefined;
}

/** Undefined where a package is not installed. */
export async function openMedia(): Promise<MediaReader | undefined> {
  const absent = (cause: unknown): undefined => {
    if ((cause as { readonly code?: unknown }).code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw cause;
  };
  const images = await import("image-size").catch(absent);
  const videos = await import("mediabunny").catch(absent);
  if (!images || !videos) return undefined;

  const image = (head: Uint8Array): MediaFacts | undefined => {
    try {
      const { width, height, type = "unknown" } = images.imageSize(head);
      return { container: type, width, height };
    } catch {
      // It says only that this is no image that it knows, in words that differ by format.
      return undefined;
    }
  };

  const video = async (path: string): Promise<MediaFacts> => {
    const { Input, ALL_FORMATS, FilePathSource } = videos;
    const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(path) });
    try {
      const format = await input.getFormat();
      const track = await input.getPrimaryVideoTrack();
      if (!track) throw new Error("it has no video track");
      const { averagePacketRate } = await track.computePacketStats(RATE_PACKETS);
      return {
        container: format.name,
        codec: track.codec ?? "unknown",
        width: track.displayWidth,
        height: track.displayHeight,
        seconds: await track.computeDuration(),
        rate: averagePacketRate,
      };
    } finally {
      input.dispose();
    }
  };

  const look = async (path: string, places: readonly string[]): Promise<LookedAt> => {
    const at = await firstFile(places);
    if (!at) return { path, state: "missing" };
    const { byteLength } = at;
    try {
      const facts = VIDEOS.test(at.path) ? await video(at.path) : image(await headOf(at.path));
      if (facts) return { path, state: "read", byteLength, ...facts };
      return { path, state: "unreadable", byteLength, reason: "it is no image of a known format" };
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      return { path, state: "unreadable", byteLength, reason };
    }
  };

  return {
    image,
    async files(files) {
      const found = Array<LookedAt>(files.length);
      let next = 0;
      const worker = async (): Promise<void> => {
        while (next < files.length) {
          const i = next++;
          found[i] = await look(files[i]!.path, files[i]!.places);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      return found;
    },
  };
}

async function firstFile(
  places: readonly string[],
): Promise<{ readonly path: string; readonly byteLength: number } | undefined> {
  for (const path of places) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return { path, byteLength: found.size };
  }
  return undefined;
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const head = new Uint8Array(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
