const MAGIC = 0x184d2204;

/** Decompresses one LZ4 frame; `sizeHint` is how long the result is, where that is known. */
export function lz4Frame(frame: Uint8Array, sizeHint = frame.length * 4): Uint8Array<ArrayBuffer> {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  if (frame.length < 7 || view.getUint32(0, true) !== MAGIC) throw new Error("it is no LZ4 frame");
  const flags = frame[4]!;
  if (flags >> 6 !== 1) throw new Error("its LZ4 version is not known");
  const blockChecksum = flags & 0x10 ? 4 : 0;
  let at = 7 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0);
  const out = new Output(sizeHint);
  for (;;) {
    if (at + 4 > frame.length) throw new Error("it ends inside an LZ4 frame");
    const header = view.getUint32(at, true);
    at += 4;
    if (header === 0) return out.finish();
    const size = header & 0x7fff_ffff;
    if (at + size > frame.length) throw new Error("it ends inside an LZ4 block");
    const block = frame.subarray(at, at + size);
    if (header >>> 31) out.append(block);
    else lz4Block(block, out);
    at += size + blockChecksum;
  }
}

/** Decompresses one LZ4 block without a frame to exactly `byteLength` bytes. */
export function lz4Raw(block: Uint8Array, byteLength: number): Uint8Array<ArrayBuffer> {
  const out = new Output(byteLength);
  lz4Block(block, out);
  if (out.length !== byteLength) throw new Error(`it has ${out.length} bytes, not ${byteLength}`);
  return out.finish();
}

class Output {
  length = 0;
  private bytes: Uint8Array<ArrayBuffer>;

  constructor(byteLength: number) {
    this.bytes = new Uint8Array(byteLength);
  }

  append(part: Uint8Array): void {
    this.room(part.length);
    this.bytes.set(part, this.length);
    this.length += part.length;
  }

  /** Appends what is `distance` bytes back; it may overlap what is appended. */
  repeat(distance: number, count: number): void {
    if (distance === 0 || distance > this.length) throw new Error("an LZ4 match starts nowhere");
    this.room(count);
    const { bytes } = this;
    for (let i = 0; i < count; i++, this.length++)
      bytes[this.length] = bytes[this.length - distance]!;
  }

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.length + more, this.bytes.length * 2));
    larger.set(this.bytes);
    this.bytes = larger;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.length === this.bytes.length ? this.bytes : this.bytes.slice(0, this.length);
  }
}

function lz4Block(block: Uint8Array, out: Output): void {
  let at = 0;
  const byte = (): number => {
    const value = block[at++];
    if (value === undefined) throw new Error("an LZ4 block ends too early");
    return value;
  };
  const extended = (nibble: number): number => {
    let count = nibble;
    if (nibble === 15) {
      let more = 255;
      while (more === 255) count += more = byte();
    }
    return count;
  };
  while (at < block.length) {
    const token = byte();
    const literals = extended(token >> 4);
    if (at + literals > block.length) throw new Error("an LZ4 block ends too early");
    out.append(block.subarray(at, at + literals));
    at += literals;
    if (at === block.length) return;
    const distance = byte() | (byte() << 8);
    out.repeat(distance, extended(token & 15) + 4);
  }
}
