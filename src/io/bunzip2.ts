/**
 * Decompresses bzip2 as its bytes come, block by block: at most one block, of 900 kB, is kept.
 * Several streams behind each other, as parallel compressors write them, are one.
 */
export class Bunzip2 {
  private readonly bits = new BitReader();
  /** Bytes of a block, at most; 0 between streams. */
  private blockSize = 0;
  private combinedCrc = 0;

  /** What the bytes so far allow to be decompressed. */
  *push(chunk: Uint8Array): Iterable<Uint8Array> {
    this.bits.append(chunk);
    for (;;) {
      const mark = this.bits.position;
      try {
        const out = this.step();
        this.bits.discard();
        if (out) yield out;
      } catch (error) {
        if (error !== MORE) throw error;
        this.bits.position = mark;
        return;
      }
    }
  }

  /** There are no more bytes. */
  end(): void {
    if (this.blockSize !== 0 || this.bits.left >= 8)
      throw new Error("it ends inside a bzip2 stream");
  }

  private step(): Uint8Array | undefined {
    const { bits } = this;
    if (this.blockSize === 0) {
      if (bits.read(24) !== 0x42_5a_68) throw new Error("there is something else behind it");
      const level = bits.read(8) - 0x30;
      if (level < 1 || level > 9) throw new Error("its bzip2 header is wrong");
      this.blockSize = level * 100_000;
      this.combinedCrc = 0;
      return undefined;
    }
    const magic = bits.read(24) * 0x100_0000 + bits.read(24);
    const crc = bits.read32();
    if (magic === 0x1772_4538_5090) {
      if (crc !== this.combinedCrc) throw new Error("its checksum does not match");
      bits.align();
      this.blockSize = 0;
      return undefined;
    }
    if (magic !== 0x3141_5926_5359) throw new Error("a block of it begins wrongly");
    const out = block(bits, this.blockSize);
    if (crcOf(out) !== crc) throw new Error("the checksum of a block does not match");
    this.combinedCrc = (((this.combinedCrc << 1) | (this.combinedCrc >>> 31)) ^ crc) >>> 0;
    return out;
  }
}

/** Thrown by a read behind the bytes there are. */
const MORE = new Error("more bytes are needed");

class BitReader {
  /** In bits, from the start of `bytes`. */
  position = 0;
  private bytes: Uint8Array = new Uint8Array(0);

  get left(): number {
    return this.bytes.length * 8 - this.position;
  }

  append(chunk: Uint8Array): void {
    const all = new Uint8Array(this.bytes.length + chunk.length);
    all.set(this.bytes);
    all.set(chunk, this.bytes.length);
    this.bytes = all;
  }

  /** Forgets the bytes that were read. */
  discard(): void {
    this.bytes = this.bytes.subarray(this.position >> 3);
    this.position &= 7;
  }

  /** The next `count` bits, 25 at most. */
  read(count: number): number {
    const { position, bytes } = this;
    const end = position + count;
    if (end > bytes.length * 8) throw MORE;
    const at = position >> 3;
    const word =
      ((bytes[at]! << 24) |
        ((bytes[at + 1] ?? 0) << 16) |
        ((bytes[at + 2] ?? 0) << 8) |
        (bytes[at + 3] ?? 0)) <<
      (position & 7);
    this.position = end;
    return count === 0 ? 0 : word >>> (32 - count);
  }

  read32(): number {
    return this.read(16) * 0x1_0000 + this.read(16);
  }

  align(): void {
    this.position = (this.position + 7) & ~7;
  }
}

const GROUP = 50;
const MAX_CODE = 20;

function block(bits: BitReader, blockSize: number): Uint8Array {
  if (bits.read(1) !== 0) throw new Error("it has randomised blocks, which are not supported");
  const origin = bits.read(24);
  const symbols = usedBytes(bits);
  const { tables, selectors } = codes(bits, symbols.length + 2);
  const last = new Uint32Array(blockSize);
  const counts = new Uint32Array(256);
  const length = unfold(bits, { symbols, tables, selectors, last, counts });
  if (origin >= length) throw new Error("a block of it starts nowhere");
  return unrun(last, length, untransform(last, length, counts, origin));
}

function usedBytes(bits: BitReader): Uint8Array {
  const used: number[] = [];
  const ranges = bits.read(16);
  for (let range = 0; range < 16; range++) {
    if (((ranges >> (15 - range)) & 1) === 0) continue;
    const members = bits.read(16);
    for (let i = 0; i < 16; i++) if ((members >> (15 - i)) & 1) used.push(range * 16 + i);
  }
  if (used.length === 0) throw new Error("a block of it uses no byte");
  return Uint8Array.from(used);
}

/** A canonical Huffman code: by length, the last code and what to add for the symbol's place. */
interface Code {
  readonly shortest: number;
  readonly limits: Int32Array;
  readonly bases: Int32Array;
  readonly symbols: Uint16Array;
}

function codes(
  bits: BitReader,
  alphabet: number,
): { readonly tables: readonly Code[]; readonly selectors: Uint8Array } {
  const tableCount = bits.read(3);
  const selectorCount = bits.read(15);
  if (tableCount < 2 || tableCount > 6 || selectorCount === 0) {
    throw new Error("a block of it has no codes");
  }
  const order = Uint8Array.from({ length: tableCount }, (_, i) => i);
  const selectors = new Uint8Array(selectorCount);
  for (let s = 0; s < selectorCount; s++) {
    let j = 0;
    while (bits.read(1) === 1) if (++j >= tableCount) throw new Error("a selector of it is wrong");
    const table = order[j]!;
    order.copyWithin(1, 0, j);
    order[0] = table;
    selectors[s] = table;
  }
  const tables = Array.from({ length: tableCount }, () => {
    let length = bits.read(5);
    const lengths = new Uint8Array(alphabet);
    for (let i = 0; i < alphabet; i++) {
      while (bits.read(1) === 1) length += bits.read(1) === 0 ? 1 : -1;
      if (length < 1 || length > MAX_CODE) throw new Error("a code of it is too long");
      lengths[i] = length;
    }
    return huffman(lengths);
  });
  return { tables, selectors };
}

function huffman(lengths: Uint8Array): Code {
  const counts = new Uint32Array(MAX_CODE + 2);
  for (const length of lengths) counts[length]!++;
  const symbols = new Uint16Array(lengths.length);
  const limits = new Int32Array(MAX_CODE + 1).fill(-1);
  const bases = new Int32Array(MAX_CODE + 1);
  let code = 0;
  let place = 0;
  for (let length = 1; length <= MAX_CODE; length++) {
    bases[length] = place - code;
    for (let s = 0; s < lengths.length; s++) if (lengths[s] === length) symbols[place++] = s;
    code += counts[length]!;
    if (counts[length]! > 0) limits[length] = code - 1;
    code <<= 1;
  }
  return { shortest: Math.min(...lengths), limits, bases, symbols };
}

interface Coded {
  readonly symbols: Uint8Array;
  readonly tables: readonly Code[];
  readonly selectors: Uint8Array;
  readonly last: Uint32Array;
  readonly counts: Uint32Array;
}

/** Undoes the Huffman code, the runs of it and move-to-front; returns the length of the block. */
function unfold(bits: BitReader, { symbols, tables, selectors, last, counts }: Coded): number {
  const front = symbols.slice();
  const end = symbols.length + 1;
  let length = 0;
  let run = 0;
  let weight = 1;
  for (let n = 0; ; n++) {
    const selector = selectors[Math.floor(n / GROUP)];
    if (selector === undefined) throw new Error("a block of it does not end");
    const symbol = decodeSymbol(bits, tables[selector]!);
    if (symbol <= 1) {
      run += weight << symbol;
      weight *= 2;
      if (run > last.length) throw new Error("a block of it is too long");
      continue;
    }
    if (run > 0) {
      if (length + run > last.length) throw new Error("a block of it is too long");
      counts[front[0]!]! += run;
      last.fill(front[0]!, length, length + run);
      length += run;
      run = 0;
      weight = 1;
    }
    if (symbol === end) return length;
    if (length >= last.length) throw new Error("a block of it is too long");
    const byte = front[symbol - 1]!;
    front.copyWithin(1, 0, symbol - 1);
    front[0] = byte;
    counts[byte]!++;
    last[length++] = byte;
  }
}

function decodeSymbol(bits: BitReader, { shortest, limits, bases, symbols }: Code): number {
  let code = bits.read(shortest);
  for (let length = shortest; length <= MAX_CODE; length++) {
    if (code <= limits[length]!) return symbols[bases[length]! + code]!;
    code = (code << 1) | bits.read(1);
  }
  throw new Error("a code of it means nothing");
}

/** Links every byte with the one behind it, in the high bits; returns where the first byte is. */
function untransform(
  last: Uint32Array,
  length: number,
  counts: Uint32Array,
  origin: number,
): number {
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = counts[byte]!;
    counts[byte] = sum;
    sum += count;
  }
  for (let i = 0; i < length; i++) last[counts[last[i]! & 0xff]!++]! |= i << 8;
  return last[origin]! >>> 8;
}

/** Follows the links, and unfolds runs: four equal bytes are followed by how many more there are. */
function unrun(last: Uint32Array, length: number, first: number): Uint8Array {
  let out = new Uint8Array(length * 2);
  let written = 0;
  let at = first;
  let previous = -1;
  let equal = 0;
  for (let i = 0; i < length; i++) {
    const entry = last[at]!;
    const byte = entry & 0xff;
    at = entry >>> 8;
    if (written + 256 > out.length) {
      const larger = new Uint8Array(out.length * 2 + 256);
      larger.set(out);
      out = larger;
    }
    if (equal === 4) {
      out.fill(previous, written, written + byte);
      written += byte;
      equal = 0;
      previous = -1;
    } else {
      equal = byte === previous ? equal + 1 : 1;
      previous = byte;
      out[written++] = byte;
    }
  }
  return out.subarray(0, written);
}

const CRC = Uint32Array.from({ length: 256 }, (_, i) => {
  let crc = i << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000_0000 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  return crc;
});

function crcOf(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc << 8) ^ CRC[(crc >>> 24) ^ byte]!;
  return ~crc >>> 0;
}
