/** A digit's place moves on from tile to tile without a gap, so only the first tile's is loaded. */
export function run(
  params: usize,
  keys: usize,
  values: usize,
  offsets: usize,
  sortedKeys: usize,
  sortedValues: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const count = load<u32>(params);
  const shift = load<u32>(params, 4);
  const tiles = (count + 2047) / 2048;
  for (let digit: u32 = 0; digit < 256; digit++) {
    const place = load<u32>(offsets + ((digit * tiles + first) << 2));
    store<u32>(scratch + (digit << 2), place);
  }
  const end = min(count, last * 2048);
  for (let i = first * 2048; i < end; i++) {
    const key = load<u32>(keys + (i << 2));
    const next = scratch + (((key >> shift) & 0xff) << 2);
    const to = load<u32>(next);
    store<u32>(next, to + 1);
    store<u32>(sortedKeys + (to << 2), key);
    store<u32>(sortedValues + (to << 2), load<u32>(values + (i << 2)));
  }
}
