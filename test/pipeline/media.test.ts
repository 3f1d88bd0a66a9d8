import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  Binary,
  Field,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { describe, expect, test } from "vitest";
import { arrow } from "../../src/formats/arrow.ts";
import { fileSink } from "../../src/io/file-sink.ts";
import { profile } from "../../src/pipeline/profile.ts";
import { mediaProfile } from "../../src/profile/media.ts";
import { gif, mp4, png } from "../support/media-files.ts";
import { tempFolder, writeJsonl } from "../support/temp.ts";

describe("a column that names images and videos", () => {
  async function dataset() {
    const folder = await tempFolder();
    await mkdir(join(folder, "frames"));
    await writeFile(join(folder, "frames", "a.png"), png(640, 480));
    await writeFile(join(folder, "frames", "b.png"), png(640, 480));
    await writeFile(join(folder, "frames", "c.gif"), gif(32, 16));
    await writeFile(join(folder, "frames", "broken.jpg"), "this is no image");
    await writeFile(join(folder, "clip.mp4"), await mp4(320, 240, 50, 25));
    await writeFile(join(folder, "short.mp4"), await mp4(320, 240, 30, 30));
    await writeFile(join(folder, "broken.mp4"), "this is no video");
    const images = [
      "frames/a.png",
      "frames/b.png",
      "frames/c.gif",
      "frames/broken.jpg",
      "frames/gone.png",
    ];
    const videos = ["clip.mp4", "short.mp4", "broken.mp4", "gone.mp4", "clip.mp4"];
    const rows = images.map((image, i) => ({ image, video: videos[i], note: "a text" }));
    await writeJsonl(join(folder, "rows.jsonl"), rows);
    return folder;
  }

  test("tells of images: sizes, formats, what is missing and what is none", async () => {
    const folder = await dataset();
    const { profile: found } = await profile([join(folder, "rows.jsonl")]);
    expect(Object.keys(found.media!)).toEqual(["image", "video"]);
    expect(found.media!["image"]).toEqual({
      by: "path",
      references: 5,
      lookedAt: 5,
      missing: { count: 1, examples: ["frames/gone.png"] },
      unreadable: {
        count: 1,
        examples: [{ path: "frames/broken.jpg", reason: "it is no image of a known format" }],
      },
      bytes: { min: 13, median: 24.5, max: 33, total: 95 },
      containers: [
        { value: "png", count: 2 },
        { value: "gif", count: 1 },
      ],
      codecs: [],
      sizes: [
        { value: "640 x 480", count: 2 },
        { value: "32 x 16", count: 1 },
      ],
      seconds: null,
      rates: [],
    });
  });

  test("tells of videos: codec, length and rate; a file that rows share is looked at once", async () => {
    const folder = await dataset();
    const { profile: found } = await profile([join(folder, "rows.jsonl")]);
    expect(found.media!["video"]).toMatchObject({
      references: 5,
      lookedAt: 4,
      missing: { count: 1, examples: ["gone.mp4"] },
      unreadable: { count: 1, examples: [{ path: "broken.mp4" }] },
      containers: [{ value: "MP4", count: 2 }],
      codecs: [{ value: "vp9", count: 2 }],
      sizes: [{ value: "320 x 240", count: 2 }],
      seconds: { min: 1, median: 1.5, max: 2, total: 3 },
      rates: [
        { value: "25", count: 1 },
        { value: "30", count: 1 },
      ],
    });
  });

  test("alerts to what is missing or cannot be read, and shows it in the report", async () => {
    const folder = await dataset();
    const out = join(folder, "out");
    const { profile: found } = await profile([join(folder, "rows.jsonl")], { out });
    const alerts = found.alerts.filter(({ column }) => column === "video");
    expect(alerts.map(({ level, finding }) => [level, finding.slice(0, 24)])).toEqual([
      ["fix", "1 of 4 files are not the"],
      ["fix", "1 of 4 cannot be read, s"],
    ]);
    const page = await readFile(join(out, "report.html"), "utf8");
    expect(page).toContain('id="media"');
    expect(page).toContain("640 x 480");
    expect(page).toContain("gone.mp4");
  });

  test("is told nothing of when nobody wants it, and of texts that are no paths", async () => {
    const folder = await dataset();
    const file = join(folder, "rows.jsonl");
    const { profile: found } = await profile([file], { media: false });
    expect(found).not.toHaveProperty("media");
    const { profile: notes } = await profile([file], { columns: ["note"] });
    expect(notes).not.toHaveProperty("media");
    const urls = join(folder, "urls.jsonl");
    await writeJsonl(urls, [{ image: "https://example.org/a.png" }]);
    expect((await profile([urls])).profile).not.toHaveProperty("media");
  });
});

describe("a column that holds images", () => {
  test("tells of them without their files, as structs of bytes and path", async () => {
    const folder = await tempFolder();
    const bytes = [
      png(64, 64),
      png(64, 64),
      gif(8, 4),
      png(64, 64),
      png(64, 64),
      Buffer.from("no"),
    ];
    const paths = bytes.map((_, i) => `${i}.png`);
    const data = vectorFromArray(bytes, new Binary()).data[0]!;
    const names = vectorFromArray(paths, new Utf8()).data[0]!;
    const type = new Struct([
      new Field("bytes", new Binary(), true),
      new Field("path", new Utf8(), true),
    ]);
    const image = makeData({ type, length: bytes.length, nullCount: 0, children: [data, names] });
    const schema = new Schema([new Field("image", type, true)]);
    const batch = new RecordBatch(
      schema,
      makeData({ type: new Struct(schema.fields), length: bytes.length, children: [image] }),
    );
    const file = join(folder, "rows.arrow");
    const sink = await fileSink(file);
    const writer = await arrow.create!(sink, schema, {});
    await writer.write(new Table([batch]).batches[0]!);
    await writer.close();
    await sink.close();
    const { profile: found } = await profile([file]);
    expect(found.media).toEqual({
      "image.bytes": {
        by: "bytes",
        references: 6,
        lookedAt: 6,
        missing: { count: 0, examples: [] },
        unreadable: {
          count: 1,
          examples: [expect.objectContaining({ reason: expect.any(String) })],
        },
        bytes: null,
        containers: [
          { value: "png", count: 4 },
          { value: "gif", count: 1 },
        ],
        codecs: [],
        sizes: [
          { value: "64 x 64", count: 4 },
          { value: "8 x 4", count: 1 },
        ],
        seconds: null,
        rates: [],
      },
    });
  });
});

test("of nothing there is nothing to say", () => {
  expect(mediaProfile("path", 0, [])).toMatchObject({ lookedAt: 0, bytes: null, seconds: null });
});

const shared =
  process.env["SLUICE_SHARED_DATA"] ??
  fileURLToPath(new URL("../../../shared/data", import.meta.url));
const robot = join(shared, "lerobot", "gr00t_pick_n_place");

describe.skipIf(!existsSync(robot))("the demonstration data of GR00T (skipped: not there)", () => {
  test("have the videos of one camera, and not those of one that they declare", async () => {
    const { profile: found } = await profile([robot], { correlations: false, languages: false });
    expect(found.media!["observation.images.ego_view"]).toMatchObject({
      references: 5,
      missing: { count: 0 },
      unreadable: { count: 0 },
      codecs: [{ value: "avc", count: 5 }],
      sizes: [{ value: "256 x 256", count: 5 }],
      rates: [{ value: "20", count: 5 }],
    });
    // 2096 frames at 20 a second.
    expect(found.media!["observation.images.ego_view"]!.seconds!.total).toBeCloseTo(104.8, 6);
    expect(found.media!["observation.images.egoview"]!.missing.count).toBe(5);
  });
});
