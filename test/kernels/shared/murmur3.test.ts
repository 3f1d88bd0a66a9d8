import { expect, test } from "vitest";
import { murmur3 } from "../../../src/kernels/shared/murmur3.ts";

function hashOf(bytes: Uint8Array, seed: number): Uint8Array {
  const hash = new Uint32Array(4);
  murmur3(bytes, seed, hash);
  return new Uint8Array(hash.buffer);
}

test("passes the verification of the hash's own test suite, SMHasher", () => {
  const all = new Uint8Array(256 * 16);
  for (let length = 0; length < 256; length++) {
    const key = Uint8Array.from({ length }, (_, i) => i);
    all.set(hashOf(key, 256 - length), length * 16);
  }
  expect(new DataView(hashOf(all, 0).buffer).getUint32(0, true)).toBe(0xb3ece62a);
});
