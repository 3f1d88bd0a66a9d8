/** Elements up to which a sort takes one pass over buckets of half an element. */
const BUCKETED: u32 = 8192;
/** Elements up to which `aux` has room. */
export const SORT_ROOM: u32 = 65536;

/** Sorts `count` words in place. `counters` is 66 KiB, `aux` `SORT_ROOM` words. */
export function sortWords(words: usize, count: u32, counters: usize, aux: usize): void {
  if (count <= 1) return;
  if (count <= BUCKETED) {
    if (!sortInBuckets(words, count, counters, aux)) sortByDigits(words, count, counters, aux);
  } else if (count <= SORT_ROOM) {
    sortByDigits(words, count, counters, aux);
  } else {
    sortLarge(words, count, counters, aux);
  }
}

/** Drops repeats from sorted words in place, and returns how many stay. */
export function unique(words: usize, count: u32): u32 {
  if (count == 0) return 0;
  let last = load<u32>(words);
  let to = words + 4;
  for (let at = to; at < words + (count << 2); at += 4) {
    const word = load<u32>(at);
    store<u32>(to, word);
    to += usize(word != last) << 2;
    last = word;
  }
  return u32(to - words) >> 2;
}

/**
 * Spreads hashes over buckets by their leading bits and sorts what little is left to sort by
 * insertion. Returns false, with the words in some order, when they are not spread like hashes.
 */
function sortInBuckets(words: usize, count: u32, counters: usize, aux: usize): bool {
  const shift = min(clz(count - 1) - 1, 28);
  memory.fill(counters, 0, 4 << (32 - shift));
  const end = words + (count << 2);
  for (let at = words; at < end; at += 4) {
    const counter = counters + ((load<u32>(at) >> shift) << 2);
    store<u32>(counter, load<u32>(counter) + 4);
  }
  let place = u32(aux);
  for (let at = counters; at < counters + (4 << (32 - shift)); at += 4) {
    const size = load<u32>(at);
    store<u32>(at, place);
    place += size;
  }
  for (let at = words; at < end; at += 4) {
    const word = load<u32>(at);
    const counter = counters + ((word >> shift) << 2);
    const to = load<u32>(counter);
    store<u32>(counter, to + 4);
    store<u32>(to, word);
  }
  let moves = count << 4;
  for (let i: u32 = 0; i < count; i++) {
    const word = load<u32>(aux + (i << 2));
    let to = words + (i << 2);
    while (to > words && load<u32>(to - 4) > word) {
      store<u32>(to, load<u32>(to - 4));
      to -= 4;
      moves--;
    }
    store<u32>(to, word);
    if (i32(moves) < 0) {
      memory.copy(words, aux, count << 2);
      return false;
    }
  }
  return true;
}

/** Radix sort from the least significant of four bytes. */
function sortByDigits(words: usize, count: u32, counters: usize, aux: usize): void {
  memory.fill(counters, 0, 4096);
  const size = count << 2;
  for (let at = words; at < words + size; at += 4) {
    const word = load<u32>(at);
    for (let digit: u32 = 0; digit < 4; digit++) {
      const counter = counters + (digit << 10) + (((word >> (digit << 3)) & 0xff) << 2);
      store<u32>(counter, load<u32>(counter) + 4);
    }
  }
  let from = words;
  let into = aux;
  for (let digit: u32 = 0; digit < 4; digit++) {
    const places = counters + (digit << 10);
    let place = u32(into);
    for (let at = places; at < places + 1024; at += 4) {
      const count = load<u32>(at);
      store<u32>(at, place);
      place += count;
    }
    for (let at = from; at < from + size; at += 4) {
      const word = load<u32>(at);
      const counter = places + (((word >> (digit << 3)) & 0xff) << 2);
      const to = load<u32>(counter);
      store<u32>(counter, to + 4);
      store<u32>(to, word);
    }
    const swapped = from;
    from = into;
    into = swapped;
  }
}

/** Moves words in place to the bucket of their leading byte, then sorts each bucket. */
function sortLarge(words: usize, count: u32, counters: usize, aux: usize): void {
  // Ends and next places of the buckets outlive the sorting of one: they are behind its counters.
  const ends = counters + 65536;
  const nexts = ends + 1024;
  memory.fill(ends, 0, 1024);
  for (let at = words; at < words + (count << 2); at += 4) {
    const end = ends + ((load<u32>(at) >> 24) << 2);
    store<u32>(end, load<u32>(end) + 4);
  }
  let place = u32(words);
  for (let bucket: u32 = 0; bucket < 1024; bucket += 4) {
    store<u32>(nexts + bucket, place);
    place += load<u32>(ends + bucket);
    store<u32>(ends + bucket, place);
  }
  for (let bucket: u32 = 0; bucket < 256; bucket++) {
    const next = nexts + (bucket << 2);
    const end = load<u32>(ends + (bucket << 2));
    while (load<u32>(next) < end) {
      let word = load<u32>(load<u32>(next));
      while (word >> 24 != bucket) {
        const other = nexts + ((word >> 24) << 2);
        const to = load<u32>(other);
        const displaced = load<u32>(to);
        store<u32>(to, word);
        store<u32>(other, to + 4);
        word = displaced;
      }
      store<u32>(load<u32>(next), word);
      store<u32>(next, load<u32>(next) + 4);
    }
  }
  let start = u32(words);
  for (let bucket: u32 = 0; bucket < 256; bucket++) {
    const end = load<u32>(ends + (bucket << 2));
    const size = (end - start) >> 2;
    if (size > SORT_ROOM) sortHeap(start, size);
    else if (size > 1) sortByDigits(start, size, counters, aux);
    start = end;
  }
}

/** For buckets without room elsewhere: of texts of gigabytes, or of few distinct windows. */
function sortHeap(words: usize, count: u32): void {
  for (let i = count >> 1; i > 0; i--) sink(words, i - 1, count);
  for (let last = count - 1; last > 0; last--) {
    const greatest = load<u32>(words);
    store<u32>(words, load<u32>(words + (last << 2)));
    store<u32>(words + (last << 2), greatest);
    sink(words, 0, last);
  }
}

function sink(words: usize, from: u32, count: u32): void {
  const word = load<u32>(words + (from << 2));
  let at = from;
  for (;;) {
    let child: u32 = 2 * at + 1;
    if (child >= count) break;
    if (child + 1 < count) {
      child += u32(load<u32>(words + (child << 2)) < load<u32>(words + (child << 2), 4));
    }
    const greater = load<u32>(words + (child << 2));
    if (greater <= word) break;
    store<u32>(words + (at << 2), greater);
    at = child;
  }
  store<u32>(words + (at << 2), word);
}
