import type { ElementType, HostArray } from "../../core/kernel.ts";
import { hostArray } from "../../core/kernel.ts";
import type { Context } from "./context.ts";
import { inspect } from "./context.ts";
import type { TransferRing } from "./transfer.ts";
import { PIECE_BYTES } from "./transfer.ts";

/** The start of a buffer that the host wants. */
export interface Wanted {
  readonly from: GPUBuffer;
  readonly element: ElementType;
  readonly length: number;
}

/** A run of bytes of one buffer on its way through a mappable one. */
interface Segment {
  readonly from: GPUBuffer;
  readonly fromOffset: number;
  readonly to: Uint8Array;
  readonly pieceOffset: number;
}

/** Downloads the start of each buffer into fresh arrays, as of now in the order of submits. */
export async function download(
  context: Context,
  ring: TransferRing,
  wanted: readonly Wanted[],
): Promise<HostArray[]> {
  const arrays = wanted.map(({ element, length }) => hostArray(element, length));
  const fetched: Promise<void>[] = [];
  for (const piece of cut(wanted, arrays)) {
    const byteLength = piece.reduce((sum, { to }) => sum + to.length, 0);
    const staging = await ring.take(byteLength);
    const fetching = fetchPiece(context, ring, piece, byteLength, staging);
    fetching.catch(() => {});
    fetched.push(fetching);
  }
  await Promise.all(fetched);
  return arrays;
}

/** Packs what is wanted into pieces of at most `PIECE_BYTES`. */
function cut(wanted: readonly Wanted[], arrays: readonly HostArray[]): Segment[][] {
  const pieces: Segment[][] = [];
  let piece: Segment[] = [];
  let room = 0;
  wanted.forEach(({ from }, i) => {
    const { buffer, byteLength } = arrays[i]!;
    for (let offset = 0; offset < byteLength;) {
      if (room === 0) {
        pieces.push((piece = []));
        room = PIECE_BYTES;
      }
      const length = Math.min(room, byteLength - offset);
      piece.push({
        from,
        fromOffset: offset,
        to: new Uint8Array(buffer, offset, length),
        pieceOffset: PIECE_BYTES - room,
      });
      offset += length;
      room -= length;
    }
  });
  return pieces;
}

async function fetchPiece(
  context: Context,
  ring: TransferRing,
  piece: readonly Segment[],
  byteLength: number,
  staging: GPUBuffer,
): Promise<void> {
  const { device, faults } = context;
  try {
    const { value: mapped, verdict } = inspect(
      context,
      { what: "the download of the results", byteLength },
      () => {
        const encoder = device.createCommandEncoder({ label: "download" });
        for (const { from, fromOffset, to, pieceOffset } of piece) {
          encoder.copyBufferToBuffer(from, fromOffset, staging, pieceOffset, to.length);
        }
        device.queue.submit([encoder.finish()]);
        return faults.settle(staging.mapAsync(GPUMapMode.READ, 0, byteLength));
      },
    );
    await verdict;
    await mapped;
    const range = staging.getMappedRange(0, byteLength);
    for (const { to, pieceOffset } of piece) {
      to.set(new Uint8Array(range, pieceOffset, to.length));
    }
    staging.unmap();
  } catch (error) {
    ring.drop(staging);
    throw error;
  }
  ring.give(staging);
}
