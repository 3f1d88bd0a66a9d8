/** Memory that is given back is kept by size, powers of two, and used again. */
const free: usize = heap.alloc(64 * sizeof<usize>());
memory.fill(free, 0, 64 * sizeof<usize>());

/** `bytes` of zeros, or more. */
export function take(bytes: usize): usize {
  const size = ceilLog2(bytes);
  const slot = free + <usize>size * sizeof<usize>();
  const found = load<usize>(slot);
  const at = found != 0 ? found : heap.alloc((<usize>1) << size);
  if (found != 0) store<usize>(slot, load<usize>(found));
  memory.fill(at, 0, (<usize>1) << size);
  return at;
}

/** Gives back what `take(bytes)` gave. */
export function give(at: usize, bytes: usize): void {
  const slot = free + <usize>ceilLog2(bytes) * sizeof<usize>();
  store<usize>(at, load<usize>(slot));
  store<usize>(slot, at);
}

function ceilLog2(bytes: usize): u32 {
  return bytes <= 16 ? 4 : 32 - clz(<u32>bytes - 1);
}
