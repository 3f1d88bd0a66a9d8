import type { CudaDriver, DevicePointer } from "./driver.ts";
import { type Arguments, groupsOf, type Launch } from "./launch.ts";

// The structures of cuda.h that describe nodes, written field by field: offsets are those of every
// 64-bit system.

const DEVICE_MEMORY = 2;

/** `CUDA_KERNEL_NODE_PARAMS_v2`. A kernel without blocks is given one, and must be disabled. */
export function kernelNode(driver: CudaDriver, args: Arguments, launch: Launch): Uint8Array {
  const view = new DataView(new ArrayBuffer(72));
  view.setBigUint64(0, driver.koffi.address(launch.entry), true);
  const sizes = [Math.max(1, groupsOf(launch)), 1, 1, launch.kernel.workgroupSize, 1, 1];
  sizes.forEach((size, i) => view.setUint32(8 + 4 * i, size, true));
  view.setBigUint64(40, driver.koffi.address(args.write(launch)), true);
  return new Uint8Array(view.buffer);
}

/** `CUDA_MEMSET_NODE_PARAMS`: words set to zero. */
export function memsetNode(to: DevicePointer, byteLength: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(40));
  view.setBigUint64(0, BigInt(to), true);
  view.setUint32(20, 4, true);
  view.setBigUint64(24, BigInt(byteLength / 4), true);
  view.setBigUint64(32, 1n, true);
  return new Uint8Array(view.buffer);
}

/** `CUDA_MEMCPY3D`: one row of bytes, from device memory to device memory. */
export function memcpyNode(to: DevicePointer, from: DevicePointer, byteLength: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(200));
  const size = BigInt(byteLength);
  for (const [side, pointer] of [
    [0, from],
    [88, to],
  ] as const) {
    view.setUint32(side + 32, DEVICE_MEMORY, true);
    view.setBigUint64(side + 48, BigInt(pointer), true);
    view.setBigUint64(side + 72, size, true);
    view.setBigUint64(side + 80, 1n, true);
  }
  view.setBigUint64(176, size, true);
  view.setBigUint64(184, 1n, true);
  view.setBigUint64(192, 1n, true);
  return new Uint8Array(view.buffer);
}
