export function run(
  params: usize,
  indices: usize,
  values: usize,
  result: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const end = min(load<u32>(params), last * 256);
  for (let i = first * 256; i < end; i++) {
    const index = load<u32>(indices + (i << 2));
    store<u32>(result + (i << 2), load<u32>(values + (index << 2)));
  }
}
