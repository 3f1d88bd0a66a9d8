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

/** Walks both sets. Branchless but for the end: which element is less is a toss-up. */
function merge(a: usize, aEnd: usize, b: usize, bEnd: usize): u32 {
  let shared: u32 = 0;
  while (a < aEnd && b < bEnd) {
    const x = load<u32>(a);
    const y = load<u32>(b);
    shared += u32(x == y);
    a += usize(x <= y) << 2;
    b += usize(y <= x) << 2;
  }
  return shared;
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
