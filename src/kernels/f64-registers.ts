import { atomic, defineKernel, read, shaderText } from "../core/kernel.ts";
import main from "../../shaders/f64-registers.wgsl" with { type: "text" };
import f64 from "../../shaders/shared/f64.wgsl" with { type: "text" };
import { bitsOf, eachTile, TILE_WORKERS } from "./shared/f64.ts";

const M64 = 0xffffffffffffffffn;

/** The finalizer of MurmurHash3's 64-bit variants. */
function mix(bits: bigint): bigint {
  let h = bits ^ (bits >> 33n);
  h = (h * 0xff51afd7ed558ccdn) & M64;
  h ^= h >> 33n;
  h = (h * 0xc4ceb9fe1a85ec53n) & M64;
  return h ^ (h >> 33n);
}

/** Raises HyperLogLog registers by the finite doubles of each tile of at most 4096: `targets` has, for each, where its registers begin and that they are `2 ** precision`, of 4 to 16. */
export const f64Registers = defineKernel({
  name: "f64-registers",
  params: { tiles: "u32" },
  bindings: {
    values: read("u32"),
    starts: read("u32"),
    targets: read("u32"),
    registers: atomic("u32"),
  },
  workgroupSize: TILE_WORKERS,
  invocations: ({ tiles }) => tiles * TILE_WORKERS,
  wgsl: shaderText(main, f64),
  cuda: "kernels-cuda/f64-registers.cu",
  cpu(buffers, { tiles }) {
    const { targets, registers } = buffers;
    eachTile(buffers, tiles, (tile, finite) => {
      const base = targets[2 * tile]!;
      const rest = BigInt(64 - targets[2 * tile + 1]!);
      for (const value of finite) {
        const hash = mix(bitsOf(value));
        const below = hash & ((1n << rest) - 1n);
        // The place of the first one bit behind those that choose the register.
        const rank = Number(rest) - (below === 0n ? -1 : below.toString(2).length - 1);
        const at = base + Number(hash >> rest);
        registers[at] = Math.max(registers[at]!, rank);
      }
    });
  },
});
