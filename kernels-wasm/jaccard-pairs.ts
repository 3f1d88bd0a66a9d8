/** How many times larger one set must be to be searched rather than walked through. */
const FAR: u32 = 32;

export function run(
  params: usize,
  starts: usize,
  counts: usize,
  hashes: usize,
  left: usize,
  right: usize,
  intersections: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  for (let pair = first; pair < last; pair++) {
    const i = load<u32>(left + (pair << 2)) << 2;
    const j = load<u32>(right + (pair << 2)) << 2;
    const a = hashes + (load<u32>(starts + i) << 2);
    const b = hashes + (load<u32>(starts + j) << 2);
    const aCount = load<u32>(counts + i);
    const bCount = load<u32>(counts + j);
    let shared: u32 = 0;
    if (aCount / FAR > bCount) shared = search(b, bCount, a, aCount);
    else if (bCount / FAR > aCount) shared = search(a, aCount, b, bCount);
    else shared = merge(a, a + (aCount << 2), b, b + (bCount << 2));
    store<u32>(intersections + (pair << 2), shared);
  }
}

/**
 * Walks both sets, by fours: each of four elements is compared with each of four, and the fours
 * that end first go on. Branchless but for the end: which ends first is a toss-up.
 */
function merge(aStart: usize, aEnd: usize, bStart: usize, bEnd: usize): u32 {
  let a = aStart;
  let b = bStart;
  // Elements that are equal count down: a comparison gives -1.
  let found = i32x4.splat(0);
  if (aEnd - a >= 16 && bEnd - b >= 16) {
    const aLast = aEnd - 16;
    const bLast = bEnd - 16;
    do {
      const x = v128.load(a);
      const y = v128.load(b);
      const aMost = load<u32>(a, 12);
      const bMost = load<u32>(b, 12);
      const equal1 = v128.or(i32x4.eq(x, y), i32x4.eq(x, v128.shuffle<u32>(y, y, 1, 2, 3, 0)));
      const equal2 = v128.or(
        i32x4.eq(x, v128.shuffle<u32>(y, y, 2, 3, 0, 1)),
        i32x4.eq(x, v128.shuffle<u32>(y, y, 3, 0, 1, 2)),
      );
      found = i32x4.add(found, v128.or(equal1, equal2));
      a += usize(aMost <= bMost) << 4;
      b += usize(bMost <= aMost) << 4;
    } while (a <= aLast && b <= bLast);
  }
  let shared: u32 = 0;
  while (a < aEnd && b < bEnd) {
    const x = load<u32>(a);
    const y = load<u32>(b);
    shared += u32(x == y);
    a += usize(x <= y) << 2;
    b += usize(y <= x) << 2;
  }
  found = i32x4.add(found, v128.shuffle<u32>(found, found, 2, 3, 0, 1));
  found = i32x4.add(found, v128.shuffle<u32>(found, found, 1, 0, 3, 2));
  return shared - i32x4.extract_lane(found, 0);
}

/** Looks the elements of the small set up in what is left of the large one, by leaps. */
function search(small: usize, smallCount: u32, large: usize, largeCount: u32): u32 {
  let shared: u32 = 0;
  let low: u32 = 0;
  for (let i: u32 = 0; i < smallCount && low < largeCount; i++) {
    const hash = load<u32>(small + (i << 2));
    let leap: u32 = 1;
    while (low + leap < largeCount && load<u32>(large + ((low + leap) << 2)) < hash) leap *= 2;
    let high = min(low + leap, largeCount);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (load<u32>(large + (middle << 2)) < hash) low = middle + 1;
      else high = middle;
    }
    shared += u32(low < largeCount && load<u32>(large + (low << 2)) == hash);
  }
  return shared;
}
