// Fast Similarity Sketching of a row by a block of 256 threads, or of eight short ones by a warp each;
// `shingles_at` is included before.
#pragma once

constexpr uint32_t BLOCK = 256;
constexpr uint32_t ROUNDS = 128;
// Hashes a thread keeps for the rounds after the first.
constexpr uint32_t HELD = 8;
constexpr uint32_t TABLE_SIZE = HELD * BLOCK;
constexpr uint32_t MAX_PROBES = 64;
// Complements of the values of the fill are below this, those of the rounds are not.
constexpr uint32_t FILLED = 0x01000000u;

constexpr uint32_t SLOTS = 512;

// Short rows of a block, the bytes and so the hashes of each, and how many of those a lane holds.
constexpr uint32_t PACK = 8;
constexpr uint32_t PACK_BYTES = 256;
constexpr uint32_t PACK_HELD = PACK_BYTES / 32;
// Rounds at once are as many as have this many hashes: enough for most short rows.
constexpr uint32_t PACK_AHEAD = 512;
constexpr uint32_t ALL = 0xffffffffu;

struct Sketch {
  // Complements of the slots: zero is an empty slot, and the greatest is the least value.
  uint32_t slots[PACK * 128];
  // Hash k of a thread is at k * BLOCK + lane; for a while, a set of hashes.
  uint32_t held[TABLE_SIZE];
  uint32_t window_count;
  uint32_t zero_seen;
};

static __device__ __forceinline__ void place(
    uint32_t* slots, const uint32_t* rounds, uint32_t slot_bits, uint32_t round, uint32_t hash) {
  const uint32_t mapped = hash * rounds[2 * round] + rounds[2 * round + 1];
  const uint32_t value = (round << 24) | (mapped & 0xffffffu);
  atomicMax(&slots[mapped >> (32 - slot_bits)], ~value);
}

static __device__ __forceinline__ void fill(
    uint32_t* slots, const uint32_t* rounds, uint32_t slot, uint32_t hash) {
  const uint32_t at = 2 * (ROUNDS + slot);
  const uint32_t mapped = hash * rounds[at] + rounds[at + 1];
  atomicMax(&slots[slot], ~(0xff000000u | (mapped & 0xffffffu)));
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

// Calls `use(hash)` for the shingles of a row that are this thread's of so many that share it.
template <class Use>
static __device__ __forceinline__ void each_shingle(
    const Row& row, uint32_t thread, uint32_t threads, Use use) {
  for (uint32_t at = (row.start & ~3u) + 4 * thread; at < row.end; at += 4 * threads) {
    const Shingles found = shingles_at(row, at);
#pragma unroll
    for (uint32_t k = 0; k < 4; k++) {
      if (found.of[k].exists) use(found.of[k].hash);
    }
  }
}

static __device__ __forceinline__ void sign_row(
    Sketch& sketch,
    const Row& row,
    const uint32_t* rounds,
    uint32_t slot_bits,
    uint32_t* signature,
    uint32_t* shingle_count) {
  const uint32_t lane = threadIdx.x;
  for (uint32_t slot = lane; slot < SLOTS; slot += BLOCK) sketch.slots[slot] = 0;
  if (lane == 0) sketch.window_count = sketch.zero_seen = 0;
  __syncthreads();

  uint32_t windows = 0;
  each_shingle(row, lane, BLOCK, [&](uint32_t hash) {
    place(sketch.slots, rounds, slot_bits, 0, hash);
    if (windows < HELD) sketch.held[windows * BLOCK + lane] = hash;
    windows++;
  });
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
        each_shingle(row, lane, BLOCK, [&](uint32_t hash) { fits &= insert(sketch, hash); });
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
            place(sketch.slots, rounds, slot_bits, round, sketch.held[k * BLOCK + lane]);
          }
          if (holding_zero) place(sketch.slots, rounds, slot_bits, round, 0);
        }
      } else {
        each_shingle(row, lane, BLOCK, [&](uint32_t hash) {
          place(sketch.slots, rounds, slot_bits, round, hash);
        });
        round = next;
      }
      empty = has_empty(sketch, slot_bits, lane);
    }
    if (empty && !all_held) {
      each_shingle(row, lane, BLOCK, [&](uint32_t hash) {
        for (uint32_t slot = 0; slot < 1u << slot_bits; slot++) {
          if (sketch.slots[slot] < FILLED) fill(sketch.slots, rounds, slot, hash);
        }
      });
    } else if (empty) {
      for (uint32_t slot = 0; slot < 1u << slot_bits; slot++) {
        if (sketch.slots[slot] >= FILLED) continue;
        for (uint32_t k = 0; k < holding; k++) {
          fill(sketch.slots, rounds, slot, sketch.held[k * BLOCK + lane]);
        }
        if (holding_zero) fill(sketch.slots, rounds, slot, 0);
      }
    }
  }

  __syncthreads();
  for (uint32_t slot = lane; slot < 1u << slot_bits; slot += BLOCK) {
    signature[slot] = ~sketch.slots[slot];
  }
  if (lane == 0) *shingle_count = total;
}

// Whether the rows from `first` on are all short, and their slots fit beside each other.
static __device__ __forceinline__ bool packs(
    const uint32_t* offsets, uint32_t first, uint32_t row_count, uint32_t slot_bits) {
  if (slot_bits > 7) return false;
  for (uint32_t row = first; row < min(first + PACK, row_count); row++) {
    if (offsets[row + 1] - offsets[row] > PACK_BYTES) return false;
  }
  return true;
}

// A short row by one warp: its hashes stay in registers, and nobody waits for another row.
static __device__ __forceinline__ void sign_short_row(
    Sketch& sketch,
    const Row& row,
    const uint32_t* rounds,
    uint32_t slot_bits,
    uint32_t* signature,
    uint32_t* shingle_count) {
  const uint32_t lane = threadIdx.x & 31u;
  const uint32_t slot_count = 1u << slot_bits;
  uint32_t* const slots = sketch.slots + threadIdx.x / 32 * 128;
  for (uint32_t slot = lane; slot < slot_count; slot += 32) slots[slot] = 0;
  // The hashes of the row behind each other, so that each lane has as many to hold.
  uint32_t* const hashes = sketch.held + threadIdx.x / 32 * PACK_BYTES;
  uint32_t own = 0;
  each_shingle(row, lane, 32, [&](uint32_t) { own++; });
  uint32_t until = own;
  for (uint32_t step = 1; step < 32; step *= 2) {
    const uint32_t below = __shfl_up_sync(ALL, until, step);
    if (lane >= step) until += below;
  }
  const uint32_t total = __shfl_sync(ALL, until, 31);
  uint32_t next = until - own;
  each_shingle(row, lane, 32, [&](uint32_t hash) { hashes[next++] = hash; });
  __syncwarp();
  uint32_t held[PACK_HELD];
#pragma unroll
  for (uint32_t k = 0; k < PACK_HELD; k++) {
    held[k] = k * 32 + lane < total ? hashes[k * 32 + lane] : 0;
  }
  const auto each_held = [&](auto use) {
#pragma unroll
    for (uint32_t k = 0; k < PACK_HELD; k++) {
      if (k * 32 + lane < total) use(held[k]);
    }
  };
  const auto has_empty_slot = [&] {
    __syncwarp();
    bool empty = false;
    for (uint32_t slot = lane; slot < slot_count; slot += 32) empty |= slots[slot] == 0;
    return __any_sync(ALL, empty) != 0;
  };
  uint32_t round = 0;
  bool empty = total > 0;
  while (empty && round < ROUNDS) {
    const uint32_t ahead = round == 0 ? 1 : max(PACK_AHEAD / total, 1u);
    const uint32_t end = min(round + ahead, ROUNDS);
    for (; round < end; round++) {
      each_held([&](uint32_t hash) { place(slots, rounds, slot_bits, round, hash); });
    }
    empty = has_empty_slot();
  }
  for (uint32_t slot = 0; empty && slot < slot_count; slot++) {
    if (slots[slot] >= FILLED) continue;
    each_held([&](uint32_t hash) { fill(slots, rounds, slot, hash); });
  }
  __syncwarp();
  for (uint32_t slot = lane; slot < slot_count; slot += 32) signature[slot] = ~slots[slot];
  if (lane == 0) *shingle_count = total;
}

// Signs a row, or the whole pack that it is the first of.
static __device__ __forceinline__ void sign(
    Sketch& sketch,
    const uint32_t* offsets,
    const uint32_t* words,
    const uint32_t* rounds,
    uint32_t row_count,
    uint32_t ngram,
    uint32_t seed,
    uint32_t slot_bits,
    uint32_t* signatures,
    uint32_t* shingle_counts) {
  const uint32_t first = blockIdx.x - blockIdx.x % PACK;
  const bool packed = packs(offsets, first, row_count, slot_bits);
  if (packed && blockIdx.x != first) return;
  const uint32_t row = packed ? first + threadIdx.x / 32 : blockIdx.x;
  if (row >= row_count) return;
  const Row text = {words, offsets[row], offsets[row + 1], ngram, seed};
  uint32_t* const signature = signatures + (row << slot_bits);
  if (packed) sign_short_row(sketch, text, rounds, slot_bits, signature, shingle_counts + row);
  else sign_row(sketch, text, rounds, slot_bits, signature, shingle_counts + row);
}
