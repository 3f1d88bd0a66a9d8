// Fast Similarity Sketching of one row by a block of 256 threads; `shingle_at` is included before.
#pragma once

constexpr uint32_t BLOCK = 256;
constexpr uint32_t ROUNDS = 128;
// Hashes a thread keeps for the rounds after the first.
constexpr uint32_t HELD = 8;
constexpr uint32_t TABLE_SIZE = HELD * BLOCK;
constexpr uint32_t MAX_PROBES = 64;
// Complements of the values of the fill are below this, those of the rounds are not.
constexpr uint32_t FILLED = 0x01000000u;

struct Sketch {
  // Complements of the slots: zero is an empty slot, and the greatest is the least value.
  uint32_t slots[512];
  // Hash k of a thread is at k * BLOCK + lane; for a while, a set of hashes.
  uint32_t held[TABLE_SIZE];
  uint32_t window_count;
  uint32_t zero_seen;
};

static __device__ __forceinline__ void place(
    Sketch& sketch, const uint32_t* rounds, uint32_t slot_bits, uint32_t round, uint32_t hash) {
  const uint32_t mapped = hash * rounds[2 * round] + rounds[2 * round + 1];
  const uint32_t value = (round << 24) | (mapped & 0xffffffu);
  atomicMax(&sketch.slots[mapped >> (32 - slot_bits)], ~value);
}

static __device__ __forceinline__ void fill(
    Sketch& sketch, const uint32_t* rounds, uint32_t slot, uint32_t hash) {
  const uint32_t at = 2 * (ROUNDS + slot);
  const uint32_t mapped = hash * rounds[at] + rounds[at + 1];
  atomicMax(&sketch.slots[slot], ~(0xff000000u | (mapped & 0xffffffu)));
}

// Whether the condition holds for a thread of the block; all threads have written what they had to.
static __device__ __forceinline__ bool any_thread(bool condition) {
  return __syncthreads_or(condition) != 0;
}

static __device__ __forceinline__ bool has_empty(
    const Sketch& sketch, uint32_t slot_bits, uint32_t lane) {
  __syncthreads();
  bool empty = false;
  for (uint32_t slot = lane; slot < 1u << slot_bits; slot += BLOCK) {
    empty |= sketch.slots[slot] == 0;
  }
  return any_thread(empty);
}

// Adds to the set of hashes; false where it is too full.
static __device__ __forceinline__ bool insert(Sketch& sketch, uint32_t hash) {
  if (hash == 0) {
    sketch.zero_seen = 1;
    return true;
  }
  uint32_t at = hash % TABLE_SIZE;
  for (uint32_t probe = 0; probe < MAX_PROBES; probe++) {
    const uint32_t before = atomicCAS(&sketch.held[at], 0u, hash);
    if (before == 0 || before == hash) return true;
    at = (at + 1) % TABLE_SIZE;
  }
  return false;
}

static __device__ void sign_row(
    Sketch& sketch,
    const Row& row,
    const uint32_t* rounds,
    uint32_t slot_bits,
    uint32_t* signature,
    uint32_t* shingle_count) {
  const uint32_t lane = threadIdx.x;
  for (uint32_t slot = lane; slot < 512; slot += BLOCK) sketch.slots[slot] = 0;
  if (lane == 0) sketch.window_count = sketch.zero_seen = 0;
  __syncthreads();

  uint32_t windows = 0;
  for (uint32_t at = row.start + lane; at < row.end; at += BLOCK) {
    const Shingle shingle = shingle_at(row, at);
    if (!shingle.exists) continue;
    place(sketch, rounds, slot_bits, 0, shingle.hash);
    if (windows < HELD) sketch.held[windows * BLOCK + lane] = shingle.hash;
    windows++;
  }
  if (windows > 0) atomicAdd(&sketch.window_count, windows);
  bool all_held = !any_thread(windows > HELD);
  const uint32_t total = sketch.window_count;
  uint32_t holding = min(windows, HELD);
  bool holding_zero = false;

  if (total > 0) {
    const uint32_t stride = all_held ? min(max(BLOCK / total, 1u), HELD) : 1;
    uint32_t round = 1;
    bool empty = has_empty(sketch, slot_bits, lane);
    while (empty && round < ROUNDS) {
      if (!all_held && round == 4) {
        // So many rounds on so many windows: few of them are distinct. The distinct ones will do.
        for (uint32_t i = lane; i < TABLE_SIZE; i += BLOCK) sketch.held[i] = 0;
        __syncthreads();
        bool fits = true;
        for (uint32_t at = row.start + lane; at < row.end; at += BLOCK) {
          const Shingle shingle = shingle_at(row, at);
          if (shingle.exists) fits &= insert(sketch, shingle.hash);
        }
        all_held = !any_thread(!fits);
        holding = 0;
        for (uint32_t i = lane; i < TABLE_SIZE; i += BLOCK) {
          const uint32_t hash = sketch.held[i];
          if (hash != 0) sketch.held[holding++ * BLOCK + lane] = hash;
        }
        holding_zero = lane == 0 && sketch.zero_seen == 1;
      }
      const uint32_t next = min(round + stride, ROUNDS);
      if (all_held) {
        for (; round < next; round++) {
          for (uint32_t k = 0; k < holding; k++) {
            place(sketch, rounds, slot_bits, round, sketch.held[k * BLOCK + lane]);
          }
          if (holding_zero) place(sketch, rounds, slot_bits, round, 0);
        }
      } else {
        for (uint32_t at = row.start + lane; at < row.end; at += BLOCK) {
          const Shingle shingle = shingle_at(row, at);
          if (shingle.exists) place(sketch, rounds, slot_bits, round, shingle.hash);
        }
        round = next;
      }
      empty = has_empty(sketch, slot_bits, lane);
    }
    if (empty && !all_held) {
      for (uint32_t at = row.start + lane; at < row.end; at += BLOCK) {
        const Shingle shingle = shingle_at(row, at);
        for (uint32_t slot = 0; slot < 1u << slot_bits && shingle.exists; slot++) {
          if (sketch.slots[slot] < FILLED) fill(sketch, rounds, slot, shingle.hash);
        }
      }
    } else if (empty) {
      for (uint32_t slot = 0; slot < 1u << slot_bits; slot++) {
        if (sketch.slots[slot] >= FILLED) continue;
        for (uint32_t k = 0; k < holding; k++) {
          fill(sketch, rounds, slot, sketch.held[k * BLOCK + lane]);
        }
        if (holding_zero) fill(sketch, rounds, slot, 0);
      }
    }
  }

  __syncthreads();
  for (uint32_t slot = lane; slot < 1u << slot_bits; slot += BLOCK) {
    signature[slot] = ~sketch.slots[slot];
  }
  if (lane == 0) *shingle_count = total;
}
