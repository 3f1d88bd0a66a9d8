import { textColumn } from "../../src/core/text-column.ts";
import { wordSignature } from "../../src/kernels/word-signature.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { signatureCall, signatureCalls } from "../support/signature-calls.ts";

const theQuickBrownFox = [
  0x04b30ab0, 0x21ae9eb7, 0x138bb48a, 0x098cf424, 0x25858be6, 0x102b3b23, 0x07f6cb77, 0x28b0b0c0,
  0x0640b41e, 0x1879e47b, 0x58a58539, 0x00d9a2b8, 0x0ed69187, 0xff28937e, 0x035173c9, 0x06819aef,
  0x04967365, 0x11b5e09a, 0x191cc049, 0x217e3bc2, 0x25bc5f59, 0x4e5ae570, 0x2cd9663f, 0x40ce49ef,
  0x1b137154, 0xffb33d61, 0x4a1d65ad, 0x005b0799, 0x7807782b, 0x275b9291, 0x16fa1c3e, 0x01b14fa9,
  0x2c228140, 0x0d2bc25c, 0x1df9f60e, 0x2200991f, 0x0543f6d4, 0x01072ee6, 0x208d8eb6, 0x078d79de,
  0x501449c0, 0x4fd6dcce, 0x08dc0335, 0x3a25f2f3, 0x0b488a86, 0x32232076, 0x0ba42923, 0x0cb87be4,
  0x026df703, 0x08529bf0, 0x3dc70495, 0x115fbd93, 0x0dc8daf1, 0x02d9ff62, 0x275fe288, 0x242e4649,
  0x207e1e43, 0x268dc452, 0x0568b86f, 0x559ed3b2, 0x194873b0, 0x23e005d2, 0x03f2ebc2, 0x1f117502,
];

const params = { ngram: 3, seed: 0, slotBits: 6 };

kernelSuite(wordSignature, {
  examples: [
    {
      title: "signs two windows in 64 slots, and a text without words with ones",
      ...signatureCall(textColumn(["the quick brown fox", " \n"]), params),
      outputs: {
        signatures: Uint32Array.from([...theQuickBrownFox, ...Array(64).fill(0xffffffff)]),
        shingleCounts: Uint32Array.of(2, 0),
      },
    },
    {
      title: "tells words apart by any ASCII white space, and by nothing else",
      ...signatureCall(textColumn(["\tthe \v quick\r\nbrown\ffox  ", "the\u{a0}quick"]), params),
      outputs: { shingleCounts: Uint32Array.of(2, 1) },
    },
  ],
  calls: signatureCalls,
  runs: 25,
});
