// Projects each row's windows of `ngram` words, repeats included, onto `dims` sums: each window
// adds `weight` to, or takes it from, four sums that its hash draws. `dims` is at most 2048.
// A workgroup projects a row.

struct Params {
  row_count: u32,
  ngram: u32,
  seed: u32,
  dims: u32,
  weight: i32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> offsets: array<u32>;
@group(0) @binding(2) var<storage, read> words: array<u32>;
@group(0) @binding(3) var<storage, read_write> sums: array<i32>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.x + group.y * groups.x;
  if (row < params.row_count) {
    project_row(row, lane);
  }
}
