import fc from "fast-check";
import { bandKeys } from "../../src/kernels/band-keys.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

/** A call on the signatures of whole rows. */
function call(signatures: Uint32Array, slots: number, bands: number, rowsPerBand: number) {
  const rowCount = signatures.length / slots;
  return {
    buffers: {
      signatures,
      hi: new Uint32Array(rowCount * bands),
      lo: new Uint32Array(rowCount * bands),
    },
    params: { rowCount, slots, bands, rowsPerBand },
  };
}

kernelSuite(bandKeys, {
  examples: [
    {
      title: "chains the slots of each band of an empty row",
      ...call(new Uint32Array(128).fill(0xffffffff), 128, 1, 9),
      outputs: { hi: Uint32Array.of(0x71a76a04), lo: Uint32Array.of(0x47a2e676) },
    },
    {
      title: "puts the keys of all rows of a band together",
      ...call(
        Uint32Array.from({ length: 128 }, (_, i) => i % 64),
        64,
        2,
        32,
      ),
      outputs: {
        hi: Uint32Array.of(0xa5c75f3e, 0xa5c75f3e, 0x39e17762, 0x39e17762),
        lo: Uint32Array.of(0x58cfe5b5, 0x58cfe5b5, 0x2a283dad, 0x2a283dad),
      },
    },
    {
      title: "does nothing for no rows",
      ...call(new Uint32Array(), 64, 21, 3),
      outputs: { hi: new Uint32Array(), lo: new Uint32Array() },
    },
  ],
  calls: fc
    .record({
      rowCount: fc.nat(40),
      slots: fc.constantFrom(64, 128, 256),
      rowsPerBand: fc.integer({ min: 1, max: 30 }),
      seed: fc.nat(0xffffffff),
    })
    .map(({ rowCount, slots, rowsPerBand, seed }) =>
      call(
        Uint32Array.from({ length: rowCount * slots }, (_, i) => Math.imul(i ^ seed, 0x9e3779b1)),
        slots,
        Math.floor(slots / rowsPerBand),
        rowsPerBand,
      ),
    ),
});
