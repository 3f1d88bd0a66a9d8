// The set of shingle hashes of each row, ascending from `setStarts[row]`: the distinct windows
// of `ngram` code points, at most 64. Room left by repeated windows is filled with ones.
// A workgroup builds a set.

struct Params {
  row_count: u32,
  ngram: u32,
  seed: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> offsets: array<u32>;
@group(0) @binding(2) var<storage, read> words: array<u32>;
@group(0) @binding(3) var<storage, read> set_starts: array<u32>;
@group(0) @binding(4) var<storage, read_write> hashes: array<u32>;
@group(0) @binding(5) var<storage, read_write> counts: array<u32>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.x + group.y * groups.x;
  if (row < params.row_count) {
    build_set(row, lane);
  }
}
