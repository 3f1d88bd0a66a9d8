
const WORKGROUP_SIZE = 256u;
// Bytes that the workgroup looks at in one step: four an invocation.
const STEP = 4u * WORKGROUP_SIZE;
const ROUNDS = 128u;
// Hashes that are held for the rounds after the first.
const HELD = 2048u;
const MAX_PROBES = 64u;
// Complements of the values of the fill are below this, those of the rounds are not.
const FILLED = 0x01000000u;

const SLOTS = 512u;

// Complements of the slots: zero is an empty slot, and the greatest is the least value.
var<workgroup> slots: array<atomic<u32>, SLOTS>;
// The hashes of the row, in any order; for a while, a set of them.
var<workgroup> held: array<atomic<u32>, HELD>;
// Hashes of the row, those included that were too many to hold.
var<workgroup> hash_count: atomic<u32>;
var<workgroup> latest_empty: atomic<u32>;
var<workgroup> overflow: atomic<u32>;
var<workgroup> zero_seen: atomic<u32>;
var<workgroup> verdict: u32;

// `base` is where the slots of the row begin.
fn place(base: u32, round: u32, hash: u32) {
  let mapped = hash * rounds[2u * round] + rounds[2u * round + 1u];
  let value = (round << 24u) | (mapped & 0xffffffu);
  atomicMax(&slots[base + (mapped >> (32u - params.slot_bits))], ~value);
}

fn fill(base: u32, slot: u32, hash: u32) {
  let mapped = hash * rounds[2u * (ROUNDS + slot)] + rounds[2u * (ROUNDS + slot) + 1u];
  atomicMax(&slots[base + slot], ~(0xff000000u | (mapped & 0xffffffu)));
}

// The hashes counted so far, the same to all.
fn counted(lane: u32) -> u32 {
  workgroupBarrier();
  if (lane == 0u) {
    verdict = atomicLoad(&hash_count);
  }
  return workgroupUniformLoad(&verdict);
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
  var at = hash % HELD;
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
    at = (at + 1u) % HELD;
  }
  atomicStore(&overflow, 1u);
}

// Holds the distinct hashes of a row instead of all. Returns how many they are, or more than can
// be held.
fn hold_distinct(start: u32, end: u32, lane: u32) -> u32 {
  for (var i = lane; i < HELD; i += WORKGROUP_SIZE) {
    atomicStore(&held[i], 0u);
  }
  if (lane == 0u) {
    atomicStore(&hash_count, 0u);
  }
  workgroupBarrier();
  for (var at = (start & ~3u) + 4u * lane; at < end; at += STEP) {
    let found = shingles_at(at, start, end);
    for (var k = 0u; k < 4u; k++) {
      if (found.exists[k] == 1u) {
        insert(found.hash[k]);
      }
    }
  }
  workgroupBarrier();
  var mine = array<u32, HELD / WORKGROUP_SIZE + 1u>();
  var count = 0u;
  for (var i = lane; i < HELD; i += WORKGROUP_SIZE) {
    let hash = atomicLoad(&held[i]);
    if (hash != 0u) {
      mine[count] = hash;
      count++;
    }
  }
  if (lane == 0u) {
    // A free place of the set is zero, so the hash that is zero was kept aside.
    if (atomicLoad(&zero_seen) == 1u) {
      mine[count] = 0u;
      count++;
    }
    if (atomicLoad(&overflow) == 1u) {
      atomicAdd(&hash_count, HELD);
    }
  }
  workgroupBarrier();
  let first = atomicAdd(&hash_count, count);
  for (var i = 0u; i < count && first + i < HELD; i++) {
    atomicStore(&held[first + i], mine[i]);
  }
  return counted(lane);
}

fn sign_row(row: u32, lane: u32) {
  let start = offsets[row];
  let end = offsets[row + 1u];

  for (var at = (start & ~3u) + 4u * lane; at < end; at += STEP) {
    let found = shingles_at(at, start, end);
    var next = atomicAdd(&hash_count, dot(found.exists, vec4(1u)));
    for (var k = 0u; k < 4u; k++) {
      if (found.exists[k] == 1u) {
        place(0u, 0u, found.hash[k]);
        if (next < HELD) {
          atomicStore(&held[next], found.hash[k]);
        }
        next++;
      }
    }
  }
  let total = counted(lane);
  var holding = total;

  if (total > 0u) {
    var round = 1u;
    var empty = unfinished(round, lane);
    while (empty && round < ROUNDS) {
      if (holding > HELD && round == 4u) {
        // So many rounds on so many windows: few of them are distinct. The distinct ones will do.
        holding = hold_distinct(start, end, lane);
      }
      if (holding <= HELD) {
        // As many rounds at once as there are invocations for: more than needed change nothing.
        let next = min(round + max(WORKGROUP_SIZE / holding, 1u), ROUNDS);
        for (var i = lane; i < holding * (next - round); i += WORKGROUP_SIZE) {
          place(0u, round + i / holding, atomicLoad(&held[i % holding]));
        }
        round = next;
      } else {
        for (var at = (start & ~3u) + 4u * lane; at < end; at += STEP) {
          let found = shingles_at(at, start, end);
          for (var k = 0u; k < 4u; k++) {
            if (found.exists[k] == 1u) {
              place(0u, round, found.hash[k]);
            }
          }
        }
        round++;
      }
      empty = unfinished(round, lane);
    }
    if (empty && holding <= HELD) {
      for (var slot = lane; slot < (1u << params.slot_bits); slot += WORKGROUP_SIZE) {
        if (atomicLoad(&slots[slot]) < FILLED) {
          for (var i = 0u; i < holding; i++) {
            fill(0u, slot, atomicLoad(&held[i]));
          }
        }
      }
    } else if (empty) {
      for (var at = (start & ~3u) + 4u * lane; at < end; at += STEP) {
        let found = shingles_at(at, start, end);
        for (var slot = 0u; slot < (1u << params.slot_bits); slot++) {
          if (atomicLoad(&slots[slot]) < FILLED) {
            for (var k = 0u; k < 4u; k++) {
              if (found.exists[k] == 1u) {
                fill(0u, slot, found.hash[k]);
              }
            }
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
