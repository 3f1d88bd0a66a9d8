import { BLOCK, PANEL, PRODUCTS, TILE, multiply, packPanel, panelsHeld } from "./shared/products";

/** Tiles that follow each other have the same columns, which are laid out once for all of them. */
export function run(
  params: usize,
  a: usize,
  b: usize,
  count: usize,
  left: usize,
  right: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const aRows = load<u32>(params);
  const bRows = load<u32>(params, 4);
  const dims = load<u32>(params, 8);
  const triangular = load<u32>(params, 20) != 0;
  const aTiles = (aRows + TILE - 1) / TILE;
  const stride = (<usize>dims) << 2;
  const held = panelsHeld(dims);
  let packed: u32 = u32.MAX_VALUE;
  for (let group = first; group < last; group++) {
    const row = (group % aTiles) * TILE;
    const column = (group / aTiles) * TILE;
    if (triangular && row > column) continue;
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
        const panel = scratch + (at - from) * stride;
        for (let i = row; i < rowEnd; i += BLOCK) {
          if (triangular && i >= at + PANEL) break;
          const rows = min(BLOCK, rowEnd - i);
          multiply(a + i * stride, rows, dims, panel, scratch);
          collect(params, i, rows, at, min(PANEL, to - at), count, left, right, scratch);
        }
      }
    }
  }
}

/** Appends the pairs of a block that reach the threshold. */
function collect(
  params: usize,
  row: u32,
  rows: u32,
  column: u32,
  columns: u32,
  count: usize,
  left: usize,
  right: usize,
  scratch: usize,
): void {
  const threshold = load<f32>(params, 12);
  const capacity = load<u32>(params, 16);
  const triangular = load<u32>(params, 20) != 0;
  const products = scratch + PRODUCTS;
  const least = f32x4.splat(threshold);
  let any = f32x4.ge(v128.load(products), least);
  any = v128.or(any, f32x4.ge(v128.load(products, 16), least));
  any = v128.or(any, f32x4.ge(v128.load(products, 32), least));
  any = v128.or(any, f32x4.ge(v128.load(products, 48), least));
  any = v128.or(any, f32x4.ge(v128.load(products, 64), least));
  any = v128.or(any, f32x4.ge(v128.load(products, 80), least));
  any = v128.or(any, f32x4.ge(v128.load(products, 96), least));
  any = v128.or(any, f32x4.ge(v128.load(products, 112), least));
  if (!v128.any_true(any)) return;
  for (let i: u32 = 0; i < rows; i++) {
    for (let j: u32 = 0; j < columns; j++) {
      if (triangular && row + i >= column + j) continue;
      if (!(load<f32>(products + (((i << 3) + j) << 2)) >= threshold)) continue;
      const at = atomic.add<u32>(count, 1);
      if (at >= capacity) continue;
      store<u32>(left + (at << 2), row + i);
      store<u32>(right + (at << 2), column + j);
    }
  }
}
