
const WORKGROUP_SIZE = 256u;
const ROUNDS = 128u;
// Hashes an invocation keeps for the rounds after the first.
const HELD = 8u;
const TABLE_SIZE = HELD * WORKGROUP_SIZE;
const MAX_PROBES = 64u;
// Complements of the values of the fill are below this, those of the rounds are not.
const FILLED = 0x01000000u;

// Complements of the slots: zero is an empty slot, and the greatest is the least value.
var<workgroup> slots: array<atomic<u32>, 512>;
// Hash k of an invocation is at k * WORKGROUP_SIZE + lane; for a while, a set of hashes.
var<workgroup> held: array<atomic<u32>, TABLE_SIZE>;
var<workgroup> window_count: atomic<u32>;
var<workgroup> latest_empty: atomic<u32>;
var<workgroup> overflow: atomic<u32>;
var<workgroup> zero_seen: atomic<u32>;
var<workgroup> verdict: u32;

fn place(round: u32, hash: u32) {
  let mapped = hash * rounds[2u * round] + rounds[2u * round + 1u];
  let value = (round << 24u) | (mapped & 0xffffffu);
  atomicMax(&slots[mapped >> (32u - params.slot_bits)], ~value);
}

fn fill(slot: u32, hash: u32) {
  let mapped = hash * rounds[2u * (ROUNDS + slot)] + rounds[2u * (ROUNDS + slot) + 1u];
  atomicMax(&slots[slot], ~(0xff000000u | (mapped & 0xffffffu)));
}

// Whether any slot is empty before `round`, which must rise from call to call.
fn unfinished(round: u32, lane: u32) -> bool {
  workgroupBarrier();
  for (var slot = lane; slot < (1u << params.slot_bits); slot += WORKGROUP_SIZE) {
    if (atomicLoad(&slots[slot]) == 0u) {
      atomicMax(&latest_empty, round);
    }
  }
  workgroupBarrier();
  if (lane == 0u) {
    verdict = select(0u, 1u, atomicLoad(&latest_empty) == round);
  }
  return workgroupUniformLoad(&verdict) == 1u;
}

fn insert(hash: u32) {
  if (hash == 0u) {
    atomicStore(&zero_seen, 1u);
    return;
  }
  var at = hash % TABLE_SIZE;
  for (var probe = 0u; probe < MAX_PROBES; probe++) {
    loop {
      let swap = atomicCompareExchangeWeak(&held[at], 0u, hash);
      if (swap.exchanged || swap.old_value == hash) {
        return;
      }
      if (swap.old_value != 0u) {
        break;
      }
    }
    at = (at + 1u) % TABLE_SIZE;
  }
  atomicStore(&overflow, 1u);
}

// Whether every invocation could hold what it had to.
fn nothing_overflowed(lane: u32) -> bool {
  workgroupBarrier();
  if (lane == 0u) {
    verdict = atomicLoad(&overflow);
    atomicStore(&overflow, 0u);
  }
  return workgroupUniformLoad(&verdict) == 0u;
}

fn sign_row(row: u32, lane: u32) {
  let start = offsets[row];
  let end = offsets[row + 1u];

  var windows = 0u;
  for (var at = start + lane; at < end; at += WORKGROUP_SIZE) {
    let shingle = shingle_at(at, start, end);
    if (shingle.exists) {
      place(0u, shingle.hash);
      if (windows < HELD) {
        atomicStore(&held[windows * WORKGROUP_SIZE + lane], shingle.hash);
      }
      windows++;
    }
  }
  atomicAdd(&window_count, windows);
  if (windows > HELD) {
    atomicStore(&overflow, 1u);
  }
  var all_held = nothing_overflowed(lane);
  if (lane == 0u) {
    verdict = atomicLoad(&window_count);
  }
  let total = workgroupUniformLoad(&verdict);
  var holding = min(windows, HELD);
  var holding_zero = false;

  if (total > 0u) {
    let stride = select(1u, clamp(WORKGROUP_SIZE / total, 1u, HELD), all_held);
    var round = 1u;
    var empty = unfinished(round, lane);
    while (empty && round < ROUNDS) {
      if (!all_held && round == 4u) {
        // So many rounds on so many windows: few of them are distinct. The distinct ones will do.
        for (var i = lane; i < TABLE_SIZE; i += WORKGROUP_SIZE) {
          atomicStore(&held[i], 0u);
        }
        workgroupBarrier();
        for (var at = start + lane; at < end; at += WORKGROUP_SIZE) {
          let shingle = shingle_at(at, start, end);
          if (shingle.exists) {
            insert(shingle.hash);
          }
        }
        all_held = nothing_overflowed(lane);
        holding = 0u;
        for (var i = lane; i < TABLE_SIZE; i += WORKGROUP_SIZE) {
          let hash = atomicLoad(&held[i]);
          if (hash != 0u) {
            atomicStore(&held[holding * WORKGROUP_SIZE + lane], hash);
            holding++;
          }
        }
        holding_zero = lane == 0u && atomicLoad(&zero_seen) == 1u;
      }
      let next = min(round + stride, ROUNDS);
      if (all_held) {
        for (; round < next; round++) {
          for (var k = 0u; k < holding; k++) {
            place(round, atomicLoad(&held[k * WORKGROUP_SIZE + lane]));
          }
          if (holding_zero) {
            place(round, 0u);
          }
        }
      } else {
        for (var at = start + lane; at < end; at += WORKGROUP_SIZE) {
          let shingle = shingle_at(at, start, end);
          if (shingle.exists) {
            place(round, shingle.hash);
          }
        }
      }
      round = next;
      empty = unfinished(round, lane);
    }
    if (empty) {
      for (var at = start + lane; at < end && !all_held; at += WORKGROUP_SIZE) {
        let shingle = shingle_at(at, start, end);
        for (var slot = 0u; slot < (1u << params.slot_bits) && shingle.exists; slot++) {
          if (atomicLoad(&slots[slot]) < FILLED) {
            fill(slot, shingle.hash);
          }
        }
      }
      for (var slot = 0u; slot < (1u << params.slot_bits) && all_held; slot++) {
        if (atomicLoad(&slots[slot]) < FILLED) {
          for (var k = 0u; k < holding; k++) {
            fill(slot, atomicLoad(&held[k * WORKGROUP_SIZE + lane]));
          }
          if (holding_zero) {
            fill(slot, 0u);
          }
        }
      }
    }
  }

  workgroupBarrier();
  for (var slot = lane; slot < (1u << params.slot_bits); slot += WORKGROUP_SIZE) {
    signatures[(row << params.slot_bits) + slot] = ~atomicLoad(&slots[slot]);
  }
  if (lane == 0u) {
    shingle_counts[row] = total;
  }
}
