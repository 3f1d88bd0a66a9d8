import { Buffer } from "node:buffer";
import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
} from "mediabunny";

/** The head of a PNG image, which says its size, and nothing behind it. */
export function png(width: number, height: number): Uint8Array {
  const head = Buffer.alloc(33);
  head.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  head.writeUInt32BE(13, 8);
  head.write("IHDR", 12);
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  head.set([8, 2], 24);
  return head;
}

/** A GIF of one frame without pixels. */
export function gif(width: number, height: number): Uint8Array {
  const head = Buffer.alloc(13);
  head.write("GIF89a");
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  return head;
}

/** An MP4 with a track of VP9 whose frames are no pictures: nothing here decodes them. */
export async function mp4(
  width: number,
  height: number,
  frames: number,
  rate: number,
): Promise<Uint8Array> {
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat(), target });
  const track = new EncodedVideoPacketSource("vp9");
  output.addVideoTrack(track, { frameRate: rate });
  await output.start();
  for (let i = 0; i < frames; i++) {
    const packet = new EncodedPacket(
      new Uint8Array(20).fill(i + 1),
      i === 0 ? "key" : "delta",
      i / rate,
      1 / rate,
    );
    await track.add(packet, {
      decoderConfig: { codec: "vp09.00.10.08", codedWidth: width, codedHeight: height },
    });
  }
  await output.finalize();
  return new Uint8Array(target.buffer!);
}
