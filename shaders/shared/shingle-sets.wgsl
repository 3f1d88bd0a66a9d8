
const WORKGROUP_SIZE = 256u;
// Sets up to this many windows are sorted in workgroup memory.
const SORTED_HERE = 3072u;
// Elements an invocation compares with their predecessors between two scans.
const RUN = 8u;

var<workgroup> near: array<u32, SORTED_HERE>;
var<workgroup> sums: array<u32, WORKGROUP_SIZE>;

// The sum of the values of the lanes below; the sum of all is then in the last of `sums`.
fn exclusive_scan(lane: u32, value: u32) -> u32 {
  sums[lane] = value;
  for (var distance = 1u; distance < WORKGROUP_SIZE; distance *= 2u) {
    workgroupBarrier();
    var sum = sums[lane];
    if (lane >= distance) {
      sum += sums[lane - distance];
    }
    workgroupBarrier();
    sums[lane] = sum;
  }
  workgroupBarrier();
  return sums[lane] - value;
}

fn load_hash(is_near: bool, first: u32, i: u32) -> u32 {
  if (is_near) {
    return near[i];
  }
  return hashes[first + i];
}

fn store_hash(is_near: bool, first: u32, i: u32, hash: u32) {
  if (is_near) {
    near[i] = hash;
  } else {
    hashes[first + i] = hash;
  }
}

fn compare_exchange(is_near: bool, first: u32, low: u32, high: u32) {
  let a = load_hash(is_near, first, low);
  let b = load_hash(is_near, first, high);
  if (a > b) {
    store_hash(is_near, first, low, b);
    store_hash(is_near, first, high, a);
  }
}

// Bitonic sort that only ever moves the greater element up, so that the elements missing to a
// power of two can be taken for infinite and left out.
fn sort(is_near: bool, first: u32, count: u32, lane: u32) {
  for (var half = 1u; half < count; half *= 2u) {
    for (var i = lane; i < count; i += WORKGROUP_SIZE) {
      let partner = i ^ (2u * half - 1u);
      if (i < partner && partner < count) {
        compare_exchange(is_near, first, i, partner);
      }
    }
    storageBarrier();
    workgroupBarrier();
    for (var distance = half / 2u; distance > 0u; distance /= 2u) {
      for (var i = lane; i < count; i += WORKGROUP_SIZE) {
        let partner = i ^ distance;
        if (i < partner && partner < count) {
          compare_exchange(is_near, first, i, partner);
        }
      }
      storageBarrier();
      workgroupBarrier();
    }
  }
}

fn build_set(row: u32, lane: u32) {
  let start = offsets[row];
  let end = offsets[row + 1u];
  let first = set_starts[row];

  var windows = 0u;
  for (var at = (start & ~3u) + 4u * lane; at < end; at += 4u * WORKGROUP_SIZE) {
    windows += dot(shingles_at(at, start, end).exists, vec4(1u));
  }
  var place = exclusive_scan(lane, windows);
  let total = workgroupUniformLoad(&sums[WORKGROUP_SIZE - 1u]);
  let is_near = total <= SORTED_HERE;
  for (var at = (start & ~3u) + 4u * lane; at < end; at += 4u * WORKGROUP_SIZE) {
    let found = shingles_at(at, start, end);
    for (var k = 0u; k < 4u; k++) {
      if (found.exists[k] == 1u) {
        store_hash(is_near, first, place, found.hash[k]);
        place++;
      }
    }
  }
  storageBarrier();
  workgroupBarrier();
  sort(is_near, first, total, lane);

  var unique = 0u;
  for (var base = 0u; base < total; base += RUN * WORKGROUP_SIZE) {
    var mine = array<u32, RUN>();
    var count = 0u;
    let from_here = base + lane * RUN;
    let to_here = min(from_here + RUN, total);
    for (var i = from_here; i < to_here; i++) {
      let hash = load_hash(is_near, first, i);
      if (i == 0u || hash != load_hash(is_near, first, i - 1u)) {
        mine[count] = hash;
        count++;
      }
    }
    // Nothing is written before all of this stretch is read, and never ahead of it.
    let below = unique + exclusive_scan(lane, count);
    unique += workgroupUniformLoad(&sums[WORKGROUP_SIZE - 1u]);
    for (var i = 0u; i < count; i++) {
      hashes[first + below + i] = mine[i];
    }
    storageBarrier();
    workgroupBarrier();
  }
  for (var i = unique + lane; i < total; i += WORKGROUP_SIZE) {
    hashes[first + i] = 0xffffffffu;
  }
  if (lane == 0u) {
    counts[row] = unique;
  }
}
