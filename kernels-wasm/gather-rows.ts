export function run(
  params: usize,
  rows: usize,
  values: usize,
  result: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const dims = load<u32>(params, 4);
  const end = min(load<u32>(params) * dims, last * 256);
  for (let at = first * 256; at < end;) {
    const within = at % dims;
    const count = min(dims - within, end - at);
    const row = load<u32>(rows + ((at / dims) << 2));
    const from = values + ((<usize>row * dims + within) << 2);
    memory.copy(result + ((<usize>at) << 2), from, count << 2);
    at += count;
  }
}
