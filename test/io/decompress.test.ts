import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { FormatError, UnsupportedError } from "../../src/core/errors.ts";
import {
  type Compression,
  compressionOf,
  decompress,
  decompressedSource,
} from "../../src/io/decompress.ts";
import { lz4Frame, lz4Raw } from "../../src/io/lz4-frame.ts";
import { memorySource } from "../../src/io/memory-source.ts";
import { inPieces } from "../support/format-suite.ts";
import { golden } from "../support/goldens.ts";
import { streamed } from "../support/streamed.ts";

const text = new Uint8Array(gunzipSync(golden("compressed/text.txt.gz")));
const goldens: readonly (readonly [Compression, string])[] = [
  ["gzip", "gz"],
  ["zstd", "zst"],
  ["bzip2", "bz2"],
];

const unpack = async (
  bytes: Uint8Array,
  compression: Compression,
  sizes = [4096],
): Promise<Uint8Array> =>
  await streamed({
    stream: () => decompress(inPieces(bytes, sizes).stream(), compression, "packed"),
  });

describe.each(goldens)("%s", (compression, extension) => {
  const packed = golden(`compressed/text.txt.${extension}`);

  test("is known by its first bytes", () => {
    expect(compressionOf(packed)).toBe(compression);
    expect(compressionOf(text)).toBeUndefined();
  });

  test("gives the bytes that were packed, however they arrive", async () => {
    expect(Buffer.compare(await unpack(packed, compression), text)).toBe(0);
    expect(Buffer.compare(await unpack(packed, compression, [1]), text)).toBe(0);
    const sizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(sizes, async (pieces) => {
        expect(Buffer.compare(await unpack(packed, compression, pieces), text)).toBe(0);
      }),
      { numRuns: 10 },
    );
  });

  test("goes on behind the first member", async () => {
    const twice = Buffer.concat([packed, packed]);
    expect(
      Buffer.compare(await unpack(twice, compression, [1000]), Buffer.concat([text, text])),
    ).toBe(0);
  });

  test("fails wherever it is cut off, and names the byte", async () => {
    for (let length = 4; length < packed.length; length += 37) {
      const error = await unpack(packed.subarray(0, length), compression).catch((e: unknown) => e);
      expect(error, `cut at ${length}`).toBeInstanceOf(FormatError);
      expect(error).toMatchObject({ file: "packed", format: compression, byteOffset: length });
    }
  });

  test("fails where something else follows", async () => {
    const more = Buffer.concat([packed, Buffer.from("and more")]);
    await expect(unpack(more, compression)).rejects.toBeInstanceOf(FormatError);
  });

  test("passes on what its source says", async () => {
    const broken = async function* (): AsyncIterable<Uint8Array> {
      yield packed.subarray(0, 100);
      throw new UnsupportedError("the source broke");
    };
    const reading = streamed({ stream: () => decompress(broken(), compression, "packed") });
    await expect(reading).rejects.toThrow("the source broke");
  });

  test("can be left early", async () => {
    const source = decompressedSource(memorySource(packed, "x"), compression);
    for await (const chunk of source.stream()) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });

  test("shows the front of what is in it by range, and no more", async () => {
    const source = decompressedSource(memorySource(packed, "x"), compression);
    expect(await source.read(0, 10)).toEqual(text.subarray(0, 10));
    await expect(source.read(5, 10)).rejects.toBeInstanceOf(UnsupportedError);
    await expect(source.blob()).rejects.toMatchObject({ fix: expect.stringContaining("-d") });
  });
});

test("a wrong checksum is an error", async () => {
  const gzip = gzipSync("some text").subarray();
  gzip[gzip.length - 6]! ^= 1;
  await expect(unpack(gzip, "gzip")).rejects.toBeInstanceOf(FormatError);
  const bzip2 = golden("compressed/text.txt.bz2").slice();
  bzip2[12]! ^= 1;
  await expect(unpack(bzip2, "bzip2")).rejects.toBeInstanceOf(FormatError);
});

test("memory does not grow with what comes out", async () => {
  const zeros = gzipSync(Buffer.alloc(200 << 20));
  let total = 0;
  let largest = 0;
  for await (const chunk of decompress(inPieces(zeros, [1000]).stream(), "gzip", "zeros")) {
    total += chunk.length;
    largest = Math.max(largest, chunk.length);
  }
  expect(total).toBe(200 << 20);
  expect(largest).toBeLessThanOrEqual(1 << 20);
});

describe("where Node has no zstd of its own", () => {
  const without = async (work: () => Promise<void>): Promise<void> => {
    const { getBuiltinModule } = process;
    const spy = vi.spyOn(process, "getBuiltinModule").mockImplementation((name: string) => {
      const module = getBuiltinModule.call(process, name) as object;
      return name === "node:zlib" ? { ...module, createZstdDecompress: undefined } : module;
    });
    await work().finally(() => spy.mockRestore());
  };

  test("the package fzstd does it", async () => {
    await without(async () => {
      const packed = golden("compressed/text.txt.zst");
      const twice = Buffer.concat([packed, packed]);
      expect(Buffer.compare(await unpack(twice, "zstd", [99]), Buffer.concat([text, text]))).toBe(
        0,
      );
      await expect(unpack(packed.subarray(0, 300), "zstd")).rejects.toBeInstanceOf(FormatError);
    });
  });
});

describe("lz4", () => {
  test("repeats what overlaps itself", () => {
    expect(lz4Raw(Uint8Array.of(0x1f, 0x61, 1, 0, 5, 0), 25)).toEqual(
      new Uint8Array(25).fill(0x61),
    );
  });

  test("fails on what is not lz4, or is cut off", () => {
    expect(() => lz4Frame(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))).toThrow(/no LZ4 frame/);
    expect(() => lz4Raw(Uint8Array.of(0x4f, 0x61), 10)).toThrow(/too early/);
    expect(() => lz4Raw(Uint8Array.of(0x10, 0x61, 9, 0), 10)).toThrow(/starts nowhere/);
    expect(() => lz4Raw(Uint8Array.of(0x10, 0x61), 2)).toThrow(/has 1 bytes, not 2/);
  });
});
