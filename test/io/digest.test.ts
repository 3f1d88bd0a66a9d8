import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { digest, PortableSha256, sha256 } from "../../src/io/digest.ts";
import { memorySource } from "../../src/io/memory-source.ts";

test.each([
  ["the platform's", sha256],
  ["the portable", () => new PortableSha256()],
])("%s SHA-256 gives the published digests", (_, create) => {
  const hash = create();
  hash.update(new TextEncoder().encode("abc"));
  expect(hash.hex()).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(create().hex()).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

test("the portable SHA-256 is Node's, however the bytes come", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (chunks) => {
      const expected = createHash("sha256");
      const hash = new PortableSha256();
      for (const chunk of chunks) {
        expected.update(chunk);
        hash.update(chunk);
      }
      expect(hash.hex()).toBe(expected.digest("hex"));
    }),
  );
});

test("a source is digested as it streams", async () => {
  const bytes = new Uint8Array(3 << 20).fill(7);
  expect(await digest(memorySource(bytes))).toBe(createHash("sha256").update(bytes).digest("hex"));
  await expect(digest(memorySource(bytes), AbortSignal.abort())).rejects.toThrow(/abort/);
});
