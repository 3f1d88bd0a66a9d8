export function run(
  params: usize,
  values: usize,
  offsets: usize,
  prefix: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const count = load<u32>(params);
  for (let block = first; block < last; block++) {
    let sum = load<u32>(offsets + (block << 2));
    const end = min(count, (block + 1) * 2048);
    for (let i = block * 2048; i < end; i++) {
      store<u32>(prefix + (i << 2), sum);
      sum += load<u32>(values + (i << 2));
    }
  }
}
