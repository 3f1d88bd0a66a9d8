// Moves pairs, stably, to where their tile's keys of that 8-bit digit start: `offsets`.
// A tile is first sorted in workgroup memory, four bits at a time, so that what goes to one place
// is written by neighbouring invocations. Ranking after Satish, Harris and Garland (IPDPS 2009).

struct Params {
  count: u32,
  shift: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> keys: array<u32>;
@group(0) @binding(2) var<storage, read> values: array<u32>;
@group(0) @binding(3) var<storage, read> offsets: array<u32>;
@group(0) @binding(4) var<storage, read_write> sorted_keys: array<u32>;
@group(0) @binding(5) var<storage, read_write> sorted_values: array<u32>;

const TILE = 2048u;
const ITEMS = 8u;

// Sixteen 16-bit counters per invocation, two in a word: digits 0-7 low, 8-15 high. Between
// rankings the same memory holds the tile's items: index in the tile, and the digit from bit 16.
var<workgroup> words: array<u32, 2112>;
var<workgroup> sums: array<u32, 272>;
var<workgroup> group_sums: array<u32, 16>;
var<workgroup> targets: array<u32, 256>;

// One word of padding in 33 keeps both row-wise and item-wise access free of bank conflicts.
fn padded(index: u32) -> u32 {
  return index + (index >> 5u);
}

// Turns the counters into the rank at which each digit of each invocation starts in the tile.
fn scan_words(local: u32) {
  workgroupBarrier();
  var sum = 0u;
  for (var i = 0u; i < ITEMS; i++) {
    sum += words[padded(local * ITEMS + i)];
  }
  sums[local + (local >> 4u)] = sum;
  workgroupBarrier();
  if (local < 16u) {
    var running = 0u;
    for (var i = local * 17u; i < local * 17u + 16u; i++) {
      let value = sums[i];
      sums[i] = running;
      running += value;
    }
    group_sums[local] = running;
  }
  workgroupBarrier();
  var running = sums[local + (local >> 4u)];
  var total = 0u;
  for (var i = 0u; i < 16u; i++) {
    if (i < (local >> 4u)) {
      running += group_sums[i];
    }
    total += group_sums[i];
  }
  // The high digits come after all the low ones.
  running += total << 16u;
  for (var i = 0u; i < ITEMS; i++) {
    let at = padded(local * ITEMS + i);
    let value = words[at];
    words[at] = running;
    running += value;
  }
  workgroupBarrier();
}

// Sorts the tile's items, eight consecutive ones per invocation, by four bits.
fn sort_items(items: array<u32, 8>, shift: u32, local: u32) {
  for (var i = 0u; i < ITEMS; i++) {
    words[padded(i * 256u + local)] = 0u;
  }
  var before = array<u32, 8>();
  for (var i = 0u; i < ITEMS; i++) {
    let digit = (items[i] >> shift) & 15u;
    let at = padded((digit & 7u) * 256u + local);
    let half = (digit >> 3u) * 16u;
    let word = words[at];
    before[i] = (word >> half) & 0xffffu;
    words[at] = word + (1u << half);
  }
  scan_words(local);
  var rank = array<u32, 8>();
  for (var i = 0u; i < ITEMS; i++) {
    let digit = (items[i] >> shift) & 15u;
    let word = words[padded((digit & 7u) * 256u + local)];
    rank[i] = before[i] + ((word >> ((digit >> 3u) * 16u)) & 0xffffu);
  }
  workgroupBarrier();
  for (var i = 0u; i < ITEMS; i++) {
    words[padded(rank[i])] = items[i];
  }
  workgroupBarrier();
}

fn take_items(local: u32) -> array<u32, 8> {
  var items = array<u32, 8>();
  for (var i = 0u; i < ITEMS; i++) {
    items[i] = words[padded(local * ITEMS + i)];
  }
  workgroupBarrier();
  return items;
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let tile = group.x + group.y * groups.x;
  let base = tile * TILE;
  for (var row = 0u; row < TILE; row += 256u) {
    let index = row + local;
    // What is behind the end has the largest digit and stays behind all keys.
    var digit = 0xffu;
    if (base + index < params.count) {
      digit = (keys[base + index] >> params.shift) & 0xffu;
    }
    words[padded(index)] = (digit << 16u) | index;
  }
  workgroupBarrier();
  sort_items(take_items(local), 16u, local);
  sort_items(take_items(local), 20u, local);

  let tiles = (params.count + TILE - 1u) / TILE;
  for (var row = 0u; row < TILE; row += 256u) {
    let position = row + local;
    let digit = words[padded(position)] >> 16u;
    let before = max(position, 1u) - 1u;
    if (tile < tiles && (position == 0u || digit != words[padded(before)] >> 16u)) {
      targets[digit] = offsets[digit * tiles + tile] - position;
    }
  }
  workgroupBarrier();
  for (var row = 0u; row < TILE; row += 256u) {
    let position = row + local;
    if (base + position < params.count) {
      let item = words[padded(position)];
      let index = base + (item & 0xffffu);
      let to = targets[item >> 16u] + position;
      sorted_keys[to] = keys[index];
      sorted_values[to] = values[index];
    }
  }
}
