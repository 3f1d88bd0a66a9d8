import { dirname, isAbsolute, join } from "node:path";
import { videosOf } from "../../formats/lerobot/videos.ts";
import { fileFolder } from "../../io/file-folder.ts";
import type { ColumnState } from "../../profile/column.ts";
import { type LookedAt, type MediaProfile, mediaProfile } from "../../profile/media.ts";
import type { InputSource } from "../inputs.ts";
import { isMediaName, type MediaReader, openMedia } from "./look.ts";

type Columns = readonly (readonly [name: string, state: ColumnState])[];

/** Images and videos, and how what is told of them was come by. */
export interface FoundMedia {
  readonly found?: Readonly<Record<string, MediaProfile>>;
  readonly method: string;
}

const METHOD =
  "heads of files, by image-size and mediabunny: of those that up to 1024 sampled rows of a column name, of up to 128 sampled values that are images themselves, and of all videos of a LeRobot folder; the rate is of the first 300 frames";
const NOT_INSTALLED =
  "not looked at: optional packages are not installed (npm install image-size mediabunny)";

/** A column is of media where so many of its sampled values are. */
const MOST = 0.8;

/** What is to be looked at. */
interface Wanted {
  readonly name: string;
  readonly references: number;
  readonly files?: readonly { readonly path: string; readonly places: readonly string[] }[];
  readonly heads?: Extract<ColumnState, { kind: "binary" }>["heads"];
}

/** Looks at the images and videos that a dataset names or holds; undefined where it has none. */
export async function profileMedia(
  sources: readonly InputSource[],
  columns: Columns,
): Promise<FoundMedia | undefined> {
  const wanted = [...wantedOf(columns, rootsOf(sources)), ...(await camerasOf(sources))];
  if (wanted.length === 0) return undefined;
  const reader = await openMedia();
  if (!reader) return { method: NOT_INSTALLED };
  const found: [string, MediaProfile][] = [];
  for (const { name, references, files, heads } of wanted) {
    if (files) found.push([name, mediaProfile("path", references, await reader.files(files))]);
    const images = heads && imagesIn(heads, reader);
    if (images) found.push([name, mediaProfile("bytes", references, images)]);
  }
  if (found.length === 0) return undefined;
  return { found: Object.fromEntries(found), method: METHOD };
}

function wantedOf(columns: Columns, roots: readonly string[]): Wanted[] {
  return columns.flatMap(([name, state]): Wanted[] => {
    if (state.kind === "struct") {
      const fields = Object.entries(state.fields);
      const inside = wantedOf(fields, roots).map((each) => ({
        ...each,
        name: `${name}.${each.name}`,
      }));
      // What has the bytes needs no file of the name beside them.
      const held = inside.filter(({ heads }) => heads);
      return held.length > 0 ? held : inside;
    }
    if (state.kind === "binary" && state.heads.length > 0) {
      return [{ name, references: state.bytes.count, heads: state.heads }];
    }
    if (state.kind !== "text" || state.text.sample.length === 0) return [];
    const values = state.text.sample.map(({ value }) => value);
    if (values.filter(isMediaName).length < values.length * MOST) return [];
    const files = [...new Set(values)].toSorted().map((path) => ({
      path,
      places: isAbsolute(path) ? [path] : roots.map((root) => join(root, path)),
    }));
    return [{ name, references: state.text.count, files }];
  });
}

/** Folders that relative paths may be relative to: those of the inputs, and the current one. */
function rootsOf(sources: readonly InputSource[]): string[] {
  const own = sources.flatMap(({ name, format }) => {
    if (/^https?:/i.test(name)) return [];
    return [format.folderMarker === undefined ? dirname(name) : name];
  });
  return [...new Set([...own, "."])];
}

/** The videos of LeRobot folders, which no column names. */
async function camerasOf(sources: readonly InputSource[]): Promise<Wanted[]> {
  const cameras = new Map<string, { path: string; places: string[] }[]>();
  for (const { name: folder, format } of sources) {
    if (format.name !== "lerobot") continue;
    for (const [camera, paths] of await videosOf(fileFolder(folder))) {
      const before = cameras.get(camera) ?? [];
      const files = paths.map((path) => ({ path, places: [join(folder, path)] }));
      cameras.set(camera, [...before, ...files]);
    }
  }
  return [...cameras]
    .filter(([, files]) => files.length > 0)
    .map(([name, files]) => ({ name, references: files.length, files }));
}

/** Values that are images by what they begin with; undefined where most are none. */
function imagesIn(
  heads: NonNullable<Wanted["heads"]>,
  reader: MediaReader,
): LookedAt[] | undefined {
  const found = heads.map(({ value }, i): LookedAt => {
    const path = `sampled value ${i}`;
    const facts = reader.image(value);
    const byteLength = value.length;
    if (facts) return { path, state: "read", byteLength, ...facts };
    return { path, state: "unreadable", byteLength, reason: "it is no image of a known format" };
  });
  const images = found.filter(({ state }) => state === "read").length;
  return images >= found.length * MOST ? found : undefined;
}
