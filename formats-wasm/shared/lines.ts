/** The first line feed from `start` on; there must be one. */
export function lineFeed(start: usize): usize {
  const feed = i8x16.splat(0x0a);
  let at = start;
  while (true) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(at), feed));
    if (mask != 0) return at + ctz(mask);
    at += 16;
  }
}
