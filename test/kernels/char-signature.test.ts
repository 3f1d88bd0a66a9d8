import { textColumn } from "../../src/core/text-column.ts";
import { charSignature } from "../../src/kernels/char-signature.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { signatureCall, signatureCalls } from "../support/signature-calls.ts";

const hello = [
  0xffb1ffd5, 0x74efd723, 0x01b06896, 0x037c13d9, 0x48df4296, 0x44a12997, 0x0b1076d6, 0x0a250d88,
  0xffaa1f7e, 0xff05dfb5, 0x4632473c, 0xff3ee546, 0x75a7cc9b, 0x155b0fb6, 0x403583fe, 0x065f415f,
  0x21b8e0e7, 0xff9379f1, 0x29a704bb, 0x561d4c03, 0x16ad734e, 0x0c3fcad4, 0x31c86f73, 0x1fed68d1,
  0x4b21c508, 0x5ad47745, 0x0f23dbaf, 0x58d58e1e, 0x4e9948c0, 0x1b86b1a4, 0xffa83af2, 0x7e0d91e5,
  0x3c583522, 0x3fb77a62, 0x3d7d3e85, 0x1edf7ef9, 0x0533a53f, 0x101e1c93, 0x55ee1182, 0x0d262a2c,
  0x338d46bd, 0x2a4c96ef, 0x1382faa7, 0x04a30480, 0x079103ee, 0x1225baad, 0x5c2c53e5, 0x257a0896,
  0x282b7c50, 0x19252dc0, 0xff66d738, 0x0ed0e1d0, 0x00658509, 0xffb307c2, 0x227d55b8, 0x6d205261,
  0x2e2d9df1, 0x36fab526, 0x4958dc9e, 0x32d5e8e6, 0x546b09bd, 0x6b0253ec, 0x3421c6d2, 0x02fd0df2,
];

/** Rows as long as four or eight beside each other may be, or one longer, an empty one, and a last few. */
const letters = "abcdefghijklmnopqrstuvwxyz0123456789".repeat(20);
const packs = [
  ...[letters.slice(0, 512), "hello world", "", letters.slice(3, 515)],
  ...[letters.slice(1, 514), "hello there", letters.slice(2, 500), "hello"],
  ...[letters.slice(0, 256), "", letters.slice(9, 262), "hello world"],
  ...[letters.slice(7, 263), "a", letters.slice(5, 260), "hello"],
  ...[letters.slice(0, 257), "hello there", letters.slice(1, 256), "hello"],
  ...["four", "of", "eight", "that one is too long of"],
  "the last of all",
];

kernelSuite(charSignature, {
  examples: [
    {
      title: "signs one window in 64 slots, and an empty text with ones",
      ...signatureCall(textColumn(["hello", ""]), { ngram: 5, seed: 0, slotBits: 6 }),
      outputs: {
        signatures: Uint32Array.from([...hello, ...Array(64).fill(0xffffffff)]),
        shingleCounts: Uint32Array.of(1, 0),
      },
    },
    {
      title: "skips continuation bytes before the first character",
      ...signatureCall(
        textColumn([Uint8Array.of(0x80, 0xbf, ...new TextEncoder().encode("hello"))]),
        { ngram: 5, seed: 0, slotBits: 6 },
      ),
      outputs: { signatures: Uint32Array.from(hello), shingleCounts: Uint32Array.of(1) },
    },
    {
      title: "signs the set of windows, however often each occurs",
      ...signatureCall(textColumn(["hello".repeat(1000)]), { ngram: 5, seed: 0, slotBits: 6 }),
      outputs: {
        signatures: (() => {
          const { buffers, params } = signatureCall(textColumn(["hellohell"]), {
            ngram: 5,
            seed: 0,
            slotBits: 6,
          });
          charSignature.cpu(buffers, params);
          return buffers.signatures;
        })(),
        shingleCounts: Uint32Array.of(4996),
      },
    },
    {
      title: "signs rows in a workgroup of their own or four in one, whatever stands beside them",
      ...signatureCall(textColumn(packs), { ngram: 5, seed: 0, slotBits: 6 }),
      outputs: {
        signatures: (() => {
          const alone = packs.flatMap((text) => {
            const { buffers, params } = signatureCall(textColumn([text]), {
              ngram: 5,
              seed: 0,
              slotBits: 6,
            });
            charSignature.cpu(buffers, params);
            return [...buffers.signatures];
          });
          return Uint32Array.from(alone);
        })(),
        shingleCounts: Uint32Array.from(packs, (text) =>
          text === "" ? 0 : Math.max(1, text.length - 4),
        ),
      },
    },
  ],
  calls: signatureCalls,
  runs: 25,
});
