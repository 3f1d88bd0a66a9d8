/** Bytes of one zstd frame; `last` ends it. */
export interface FramePart {
  readonly bytes: Uint8Array;
  readonly last: boolean;
}

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;

/**
 * Cuts a stream into the zstd frames it is made of, for decoders that stop behind the first one.
 * Frames that hold no data are left out; anything else but frames is an error.
 */
export async function* zstdFrames(chunks: AsyncIterable<Uint8Array>): AsyncIterable<FramePart> {
  let bytes: Uint8Array = new Uint8Array(0);
  let state: "frame" | "block" | "end" = "frame";
  /** Bytes to pass on before the next header. */
  let passing = 0;
  let skipping = false;
  let checksum = 0;
  for await (const chunk of chunks) {
    bytes = joined(bytes, chunk);
    for (;;) {
      if (passing > 0 || state === "end") {
        const part = bytes.subarray(0, passing);
        passing -= part.length;
        bytes = bytes.subarray(part.length);
        const last = passing === 0 && state === "end";
        if (!skipping && (part.length > 0 || last)) yield { bytes: part, last };
        if (last) {
          state = "frame";
          skipping = false;
        } else if (passing > 0) break;
      } else if (state === "frame") {
        const header = frameHeader(bytes);
        if (!header) break;
        ({ skipping, checksum } = header);
        passing = header.byteLength;
        state = skipping ? "end" : "block";
      } else {
        if (bytes.length < 3) break;
        const block = bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16);
        const repeated = ((block >> 1) & 3) === 1;
        passing = 3 + (repeated ? 1 : block >> 3);
        if (block & 1) {
          passing += checksum;
          state = "end";
        }
      }
    }
  }
  if (state !== "frame" || bytes.length > 0) throw new Error("it ends inside a zstd frame");
}

interface FrameHeader {
  readonly byteLength: number;
  readonly skipping: boolean;
  /** Bytes behind the last block. */
  readonly checksum: number;
}

/** The header that bytes begin with; undefined where more are needed. */
function frameHeader(bytes: Uint8Array): FrameHeader | undefined {
  if (bytes.length < 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const magic = view.getUint32(0, true);
  if ((magic & ~0xf) >>> 0 === SKIPPABLE) {
    if (bytes.length < 8) return undefined;
    return { byteLength: 8 + view.getUint32(4, true), skipping: true, checksum: 0 };
  }
  if (magic !== MAGIC) throw new Error("there is something else behind a zstd frame");
  if (bytes.length < 5) return undefined;
  const descriptor = bytes[4]!;
  const single = (descriptor >> 5) & 1;
  const dictionary = [0, 1, 2, 4][descriptor & 3]!;
  const content = [single, 2, 4, 8][descriptor >> 6]!;
  const byteLength = 5 + (1 - single) + dictionary + content;
  return { byteLength, skipping: false, checksum: descriptor & 4 };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
