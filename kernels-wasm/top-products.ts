import { BLOCK, PANEL, PRODUCTS, TILE, multiply, packPanel, panelsHeld } from "./shared/products";

/** Columns are laid out once for all rows of `[first, last)`. */
export function run(
  params: usize,
  a: usize,
  b: usize,
  bias: usize,
  scores: usize,
  indices: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const aRows = load<u32>(params);
  const bRows = load<u32>(params, 4);
  const dims = load<u32>(params, 8);
  const k = load<u32>(params, 12);
  const firstColumn = load<u32>(params, 16);
  const stride = (<usize>dims) << 2;
  const row = first * TILE;
  const rowEnd = min(aRows, last * TILE);
  if (firstColumn == 0) {
    for (let at = row * k; at < rowEnd * k; at++) {
      store<f32>(scores + (at << 2), -f32.MAX_VALUE);
      store<u32>(indices + (at << 2), u32.MAX_VALUE);
    }
  }
  const held = panelsHeld(dims) * PANEL;
  for (let from: u32 = 0; from < bRows; from += held) {
    const to = min(bRows, from + held);
    for (let at = from; at < to; at += PANEL) {
      packPanel(b + at * stride, min(PANEL, to - at), dims, scratch + (at - from) * stride);
    }
    // Sixteen blocks of rows stay in the cache while all panels pass.
    for (let tile = row; tile < rowEnd; tile += TILE) {
      const tileEnd = min(rowEnd, tile + TILE);
      for (let at = from; at < to; at += PANEL) {
        const panel = scratch + (at - from) * stride;
        const columns = min(PANEL, to - at);
        for (let i = tile; i < tileEnd; i += BLOCK) {
          const rows = min(BLOCK, tileEnd - i);
          multiply(a + i * stride, rows, dims, panel, scratch);
          for (let r: u32 = 0; r < rows; r++) {
            const list = ((i + r) * k) << 2;
            const products = scratch + PRODUCTS + (r << 5);
            keepBest(products, bias, at, columns, k, firstColumn, scores + list, indices + list);
          }
        }
      }
    }
  }
}

/** Puts the products that are among the best so far into the list of their row. */
function keepBest(
  products: usize,
  bias: usize,
  column: u32,
  columns: u32,
  k: u32,
  firstColumn: u32,
  scores: usize,
  indices: usize,
): void {
  const low = f32x4.add(v128.load(products), v128.load(bias + (column << 2)));
  const high = f32x4.add(v128.load(products, 16), v128.load(bias + (column << 2), 16));
  const end = (k - 1) << 2;
  const least = f32x4.splat(load<f32>(scores + end));
  if (!v128.any_true(v128.or(f32x4.gt(low, least), f32x4.gt(high, least)))) return;
  v128.store(products, low);
  v128.store(products, high, 16);
  for (let j: u32 = 0; j < columns; j++) {
    const score = load<f32>(products + (j << 2));
    if (!(score > load<f32>(scores + end))) continue;
    let at = end;
    for (; at > 0 && score > load<f32>(scores + at - 4); at -= 4) {
      store<f32>(scores + at, load<f32>(scores + at - 4));
      store<u32>(indices + at, load<u32>(indices + at - 4));
    }
    store<f32>(scores + at, score);
    store<u32>(indices + at, firstColumn + column + j);
  }
}
