
const WORKGROUP_SIZE = 256u;
const MAX_DIMS = 2048u;
// Dimensions that a shingle is added to or taken from.
const DRAWS = 4u;

var<workgroup> row_sums: array<atomic<i32>, MAX_DIMS>;

fn project_row(row: u32, lane: u32) {
  let start = offsets[row];
  let end = offsets[row + 1u];
  for (var at = start + lane; at < end; at += WORKGROUP_SIZE) {
    let shingle = shingle_at(at, start, end);
    if (shingle.exists) {
      var key = shingle.hash;
      for (var draw = 0u; draw < DRAWS; draw++) {
        key += 0x9e3779b9u;
        let drawn = lowbias32(key);
        let dim = ((drawn >> 16u) * params.dims) >> 16u;
        atomicAdd(&row_sums[dim], select(-params.weight, params.weight, (drawn & 1u) == 1u));
      }
    }
  }
  workgroupBarrier();
  for (var dim = lane; dim < params.dims; dim += WORKGROUP_SIZE) {
    sums[row * params.dims + dim] += atomicLoad(&row_sums[dim]);
  }
}
