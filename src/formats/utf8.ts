const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Node can tell without decoding, which is many times quicker. */
const builtIn = globalThis.process?.getBuiltinModule?.("node:buffer").isUtf8;

/** Whether bytes are valid UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  if (builtIn) return builtIn(bytes);
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Position of the first byte that is not part of valid UTF-8, or -1. */
export function invalidUtf8At(bytes: Uint8Array): number {
  if (isUtf8(bytes)) return -1;
  let i = 0;
  for (;;) {
    const length = sequenceLength(bytes, i);
    if (length === 0) return i;
    i += length;
  }
}

/** Bytes of the character at `i`; 0 when there is none. */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const c = bytes[i] ?? 0xff;
  if (c < 0x80) return 1;
  const length =
    c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
  if (length === 0 || i + length > bytes.length) return 0;
  return isUtf8(bytes.subarray(i, i + length)) ? length : 0;
}

/** Bytes of the mark that some editors put before UTF-8 text. */
export function bomLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}
