// Signs each row: the similarity sketch of its windows of `ngram` code points, in `2 ** slotBits`
// slots (64 to 512). `rounds` is `signatureRounds` of as many slots, `ngram` at most 64. A row
// without windows has a signature of all ones and counts 0 shingles.
// A workgroup signs a row, or four short ones.

struct Params {
  row_count: u32,
  ngram: u32,
  seed: u32,
  slot_bits: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> offsets: array<u32>;
@group(0) @binding(2) var<storage, read> words: array<u32>;
@group(0) @binding(3) var<storage, read> rounds: array<u32>;
@group(0) @binding(4) var<storage, read_write> signatures: array<u32>;
@group(0) @binding(5) var<storage, read_write> shingle_counts: array<u32>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.x + group.y * groups.x;
  if (row < params.row_count) {
    sign(row, lane);
  }
}
