// The size of the intersection of each pair of sets. Set `i` is the `counts[i]` ascending
// elements of `hashes` from `starts[i]`; `left` and `right` name the sets of a pair.
// A workgroup takes a pair and looks the elements of the smaller set up in the larger one.

struct Params {
  pair_count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> starts: array<u32>;
@group(0) @binding(2) var<storage, read> counts: array<u32>;
@group(0) @binding(3) var<storage, read> hashes: array<u32>;
@group(0) @binding(4) var<storage, read> left: array<u32>;
@group(0) @binding(5) var<storage, read> right: array<u32>;
@group(0) @binding(6) var<storage, read_write> intersections: array<u32>;

var<workgroup> shared_count: atomic<u32>;

fn has(first: u32, count: u32, hash: u32) -> bool {
  var low = 0u;
  var high = count;
  while (low < high) {
    let middle = (low + high) / 2u;
    if (hashes[first + middle] < hash) {
      low = middle + 1u;
    } else {
      high = middle;
    }
  }
  return low < count && hashes[first + low] == hash;
}

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let pair = group.x + group.y * groups.x;
  if (pair >= params.pair_count) {
    return;
  }
  var small = left[pair];
  var large = right[pair];
  if (counts[small] > counts[large]) {
    small = right[pair];
    large = left[pair];
  }
  var found = 0u;
  for (var i = lane; i < counts[small]; i += 64u) {
    found += select(0u, 1u, has(starts[large], counts[large], hashes[starts[small] + i]));
  }
  atomicAdd(&shared_count, found);
  workgroupBarrier();
  if (lane == 0u) {
    intersections[pair] = atomicLoad(&shared_count);
  }
}
