import type { ByteFolder } from "../../io/byte-source.ts";
import { filled, readMeta } from "./meta.ts";

/** The video files that a dataset speaks of, by the name of the camera. */
export async function videosOf(folder: ByteFolder): Promise<Map<string, readonly string[]>> {
  const { info, episodes, videoPath, chunkSize } = await readMeta(folder);
  const cameras = Object.entries(info.features).flatMap(([name, feature]) =>
    (feature as { readonly dtype?: unknown }).dtype === "video" ? [name] : [],
  );
  const present = episodes ? [] : await folder.list();
  return new Map(
    cameras.map((camera) => [
      camera,
      episodes
        ? episodes.map((index) =>
            filled(videoPath.replaceAll("{video_key}", camera), {
              episode_index: index,
              episode_chunk: Math.floor(index / chunkSize),
            }),
          )
        : // Version 3 names no file apart from its episodes: those that are there are looked at.
          present.filter((path) => path.startsWith(`videos/${camera}/`)),
    ]),
  );
}
