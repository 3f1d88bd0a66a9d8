// Four short rows in a workgroup, 64 invocations a row: a row of 64 bytes has work for no more, and
// the waiting between rounds is shared by four.

const PACK = 4u;
const PACK_LANES = WORKGROUP_SIZE / PACK;
// Bytes, so also hashes, of a row that is short.
const PACK_HELD = HELD / PACK;
// Rounds at once are as many as have this many hashes: enough for most short rows.
const PACK_AHEAD = 1024u;

var<workgroup> pack_counts: array<atomic<u32>, PACK>;
// The latest step after which a row of the pack had an empty slot.
var<workgroup> pack_empty: array<atomic<u32>, PACK>;

// Signs a row, or the whole pack that it is the first of.
fn sign(row: u32, lane: u32) {
  let first = row - row % PACK;
  if (!packs(first)) {
    sign_row(row, lane);
  } else if (row == first) {
    sign_pack(first, lane);
  }
}

fn packs(first: u32) -> bool {
  if ((PACK << params.slot_bits) > SLOTS) {
    return false;
  }
  for (var row = first; row < min(first + PACK, params.row_count); row++) {
    if (offsets[row + 1u] - offsets[row] > PACK_HELD) {
      return false;
    }
  }
  return true;
}

// Whether any row that is open has an empty slot before `step`, which must rise from call to call.
fn pack_unfinished(step: u32, member: u32, open: bool, lane: u32) -> bool {
  workgroupBarrier();
  for (var slot = lane % PACK_LANES; open && slot < (1u << params.slot_bits); slot += PACK_LANES) {
    if (atomicLoad(&slots[(member << params.slot_bits) + slot]) == 0u) {
      atomicMax(&pack_empty[member], step);
    }
  }
  workgroupBarrier();
  if (lane == 0u) {
    verdict = 0u;
    for (var i = 0u; i < PACK; i++) {
      verdict |= select(0u, 1u, atomicLoad(&pack_empty[i]) == step);
    }
  }
  return workgroupUniformLoad(&verdict) == 1u;
}

fn sign_pack(first: u32, lane: u32) {
  let member = lane / PACK_LANES;
  let part = lane % PACK_LANES;
  let row = first + member;
  let base = member << params.slot_bits;
  let own = member * PACK_HELD;
  let exists = row < params.row_count;
  let start = offsets[min(row, params.row_count)];
  let end = offsets[min(row + 1u, params.row_count)];

  for (var at = (start & ~3u) + 4u * part; at < end; at += 4u * PACK_LANES) {
    let found = shingles_at(at, start, end);
    var next = own + atomicAdd(&pack_counts[member], dot(found.exists, vec4(1u)));
    for (var k = 0u; k < 4u; k++) {
      if (found.exists[k] == 1u) {
        place(base, 0u, found.hash[k]);
        atomicStore(&held[next], found.hash[k]);
        next++;
      }
    }
  }
  workgroupBarrier();
  let count = atomicLoad(&pack_counts[member]);

  var round = 1u;
  var step = 1u;
  var open = count > 0u;
  while (pack_unfinished(step, member, open, lane)) {
    open = open && atomicLoad(&pack_empty[member]) == step;
    if (open && round < ROUNDS) {
      let next = min(round + max(PACK_AHEAD / count, 1u), ROUNDS);
      for (var i = part; i < count * (next - round); i += PACK_LANES) {
        place(base, round + i / count, atomicLoad(&held[own + i % count]));
      }
      round = next;
    } else if (open) {
      for (var slot = part; slot < (1u << params.slot_bits); slot += PACK_LANES) {
        if (atomicLoad(&slots[base + slot]) < FILLED) {
          for (var i = 0u; i < count; i++) {
            fill(base, slot, atomicLoad(&held[own + i]));
          }
        }
      }
      open = false;
    }
    step++;
  }

  for (var slot = part; exists && slot < (1u << params.slot_bits); slot += PACK_LANES) {
    signatures[(row << params.slot_bits) + slot] = ~atomicLoad(&slots[base + slot]);
  }
  if (exists && part == 0u) {
    shingle_counts[row] = count;
  }
}
