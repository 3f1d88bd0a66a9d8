import { BLOCK, PANEL, PRODUCTS, TILE, multiply, packPanel, panelsHeld } from "./shared/products";

/** Tiles that follow each other have the same columns, which are laid out once for all of them. */
export function run(
  params: usize,
  a: usize,
  b: usize,
  products: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const aRows = load<u32>(params);
  const bRows = load<u32>(params, 4);
  const dims = load<u32>(params, 8);
  const aTiles = (aRows + TILE - 1) / TILE;
  const stride = (<usize>dims) << 2;
  const held = panelsHeld(dims);
  let packed: u32 = u32.MAX_VALUE;
  for (let group = first; group < last; group++) {
    const row = (group % aTiles) * TILE;
    const column = (group / aTiles) * TILE;
    const rowEnd = min(aRows, row + TILE);
    const columnEnd = min(bRows, column + TILE);
    for (let from = column; from < columnEnd; from += held * PANEL) {
      const to = min(columnEnd, from + held * PANEL);
      if (packed != from) {
        for (let at = from; at < to; at += PANEL) {
          const panel = scratch + (at - from) * stride;
          packPanel(b + at * stride, min(PANEL, to - at), dims, panel);
        }
        packed = from;
      }
      for (let at = from; at < to; at += PANEL) {
        const bytes = min(PANEL, to - at) << 2;
        for (let i = row; i < rowEnd; i += BLOCK) {
          const rows = min(BLOCK, rowEnd - i);
          multiply(a + i * stride, rows, dims, scratch + (at - from) * stride, scratch);
          for (let r: u32 = 0; r < rows; r++) {
            const to = products + ((<usize>(i + r) * bRows + at) << 2);
            memory.copy(to, scratch + PRODUCTS + (r << 5), bytes);
          }
        }
      }
    }
  }
}
