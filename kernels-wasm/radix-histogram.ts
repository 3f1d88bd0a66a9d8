const TILE_BYTES: usize = 2048 * 4;
const BATCH: u32 = 16;

/**
 * Sixteen tiles at a time, `scratch[digit][tile]`, so that counts go out by whole cache lines:
 * their rows lie far apart in memory.
 */
export function run(
  params: usize,
  keys: usize,
  counts: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const count = load<u32>(params);
  const shift = load<u32>(params, 4);
  const tiles = (count + 2047) / 2048;
  const end = keys + (count << 2);
  for (let tile = first; tile < last; tile += BATCH) {
    const batch = min(BATCH, last - tile);
    memory.fill(scratch, 0, 256 * BATCH * 4);
    for (let i: u32 = 0; i < batch; i++) {
      let key = keys + (tile + i) * TILE_BYTES;
      const keysEnd = min(end, key + TILE_BYTES);
      const row = scratch + (i << 2);
      for (; key < keysEnd; key += 4) {
        const at = row + (((load<u32>(key) >> shift) & 0xff) << 6);
        store<u32>(at, load<u32>(at) + 1);
      }
    }
    for (let digit: u32 = 0; digit < 256; digit++) {
      const to = counts + ((digit * tiles + tile) << 2);
      memory.copy(to, scratch + (digit << 6), batch << 2);
    }
  }
}
