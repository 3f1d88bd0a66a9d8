/** Bytes of small numbers one behind the other, each from its lowest bit, as Parquet packs them. */
export class BitPacker {
  readonly bytes: Uint8Array;
  length = 0;
  private pending = 0;
  private pendingBits = 0;

  constructor(byteLength: number) {
    this.bytes = new Uint8Array(byteLength);
  }

  /** Appends a whole number below `2 ** width`, of at most 53 bits. */
  put(value: number, width: number): void {
    let rest = value;
    let left = width;
    for (; left > 24; left -= 24) {
      this.putFew(rest % 2 ** 24, 24);
      rest = Math.floor(rest / 2 ** 24);
    }
    this.putFew(rest, left);
  }

  /** Appends a whole number of at most 53 bits, seven bits a byte. */
  putVarint(value: number): void {
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.putByte((rest % 128) | 0x80);
    this.putByte(rest);
  }

  /** Appends a byte where one begins. */
  putByte(value: number): void {
    this.bytes[this.length++] = value;
  }

  /** Fills the last byte up. */
  align(): void {
    if (this.pendingBits > 0) this.putByte(this.pending);
    this.pending = 0;
    this.pendingBits = 0;
  }

  get view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private putFew(value: number, width: number): void {
    let pending = this.pending | (value << this.pendingBits);
    let bits = this.pendingBits + width;
    for (; bits >= 8; bits -= 8) {
      this.bytes[this.length++] = pending;
      pending >>>= 8;
    }
    this.pending = pending;
    this.pendingBits = bits;
  }
}

/** How many bits a whole number takes, of at most 53. */
export function bitWidth(value: number): number {
  const high = Math.floor(value / 2 ** 32);
  return high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(value);
}
