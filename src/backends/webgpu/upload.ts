import type { HostArray } from "../../core/kernel.ts";
import type { Context } from "./context.ts";
import { inspect } from "./context.ts";
import type { TransferRing } from "./transfer.ts";
import { PIECE_BYTES } from "./transfer.ts";

/** `writeBuffer` takes a new staging buffer for each call above this. */
const DIRECT_BYTES = 4 * 2 ** 20;

/** Whether `writeDirectly` is the way to upload so many bytes. */
export function isDirect(data: HostArray): boolean {
  return data.byteLength <= DIRECT_BYTES;
}

/** Fills the start of `to`, in the order of submits. */
export function writeDirectly(queue: GPUQueue, to: GPUBuffer, data: HostArray): void {
  if (data.length === 0) return;
  // Dawn crashes on shared memory; it is copied to memory of our own.
  const { buffer, byteOffset, byteLength } = data;
  if (buffer instanceof ArrayBuffer) queue.writeBuffer(to, 0, buffer, byteOffset, byteLength);
  else queue.writeBuffer(to, 0, new Uint32Array(new Uint32Array(buffer, byteOffset, data.length)));
}

/** Fills the start of `to` through the ring, before anything that is submitted later. */
export async function writeInPieces(
  context: Context,
  ring: TransferRing,
  to: GPUBuffer,
  data: HostArray,
): Promise<void> {
  const { device, faults } = context;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const verdicts: Promise<void>[] = [];
  for (let offset = 0; offset < bytes.length; offset += PIECE_BYTES) {
    const piece = bytes.subarray(offset, offset + PIECE_BYTES);
    const staging = await ring.take(piece.length);
    const { value: remapped, verdict } = inspect(
      context,
      { what: `the upload of ${to.label}`, byteLength: piece.length },
      () => {
        new Uint8Array(staging.getMappedRange()).set(piece);
        staging.unmap();
        const encoder = device.createCommandEncoder({ label: `upload of ${to.label}` });
        encoder.copyBufferToBuffer(staging, 0, to, offset, piece.length);
        device.queue.submit([encoder.finish()]);
        return faults.settle(staging.mapAsync(GPUMapMode.WRITE));
      },
    );
    remapped.then(
      () => ring.give(staging),
      () => ring.drop(staging),
    );
    verdicts.push(verdict);
  }
  await Promise.all(verdicts);
}
