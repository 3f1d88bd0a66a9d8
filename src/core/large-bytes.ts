/** Bytes from which an array is large, and bytes of large ones that may be there uncounted. */
const LARGE = 1 << 16;
const MOST = 192 << 20;

let left = MOST;
const freed = new FinalizationRegistry((byteLength: number) => (left += byteLength));

/** Browsers do not decode text that lies in shared memory. */
const inNode = globalThis.process?.versions.node !== undefined;

/**
 * Zeroed bytes that are kept for long. V8 counts ordinary buffers as part of the heap, and collects
 * garbage for each dozen megabytes of them; shared ones it does not count. So many are shared as can
 * be left to chance, and the others ordinary.
 */
export function largeBytes(byteLength: number): Uint8Array {
  if (!inNode || byteLength < LARGE || byteLength > left) return new Uint8Array(byteLength);
  const buffer = new SharedArrayBuffer(byteLength);
  left -= byteLength;
  freed.register(buffer, byteLength);
  return new Uint8Array(buffer);
}

/** The same of words. */
export function largeWords(length: number): Uint32Array {
  return new Uint32Array(largeBytes(length * 4).buffer);
}
