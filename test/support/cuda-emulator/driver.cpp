// A stand-in for libcuda: the calls of the driver that the CUDA backend makes, on host memory. A module
// is a shared library that was compiled from the kernel's own source with device.h. It proves what the
// kernels compute and how the backend calls the driver; it says nothing about NVIDIA hardware.
#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <string>
#include <vector>

struct uint3 {
  unsigned x, y, z;
};
struct Thread {
  uint3 thread, block, block_size, grid;
};

using Entry = void (*)(void**);

// A kernel, and how long each of its arguments is.
struct Function {
  Entry entry;
  const size_t* sizes;
  size_t count;
};

// Saves the registers that calls keep, and goes on where `to` stopped.
extern "C" void switch_stack(void** from, void* to);
asm(R"(
.text
.globl switch_stack
switch_stack:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
)");

namespace {

constexpr size_t STACK = 256 << 10;
enum class State { runs, at_barrier, at_exchange, ended };

struct Fiber {
  Thread thread;
  void* stack;
  State state;
  uint32_t mask;
  uint64_t given;
  uint64_t seen[32];
};

std::vector<Fiber> fibers;
std::vector<char> stacks;
void* scheduler = nullptr;
Fiber* current = nullptr;
Entry entry = nullptr;
void** arguments = nullptr;
bool deadlocked = false;

void wait_as(State state) {
  Fiber* self = current;
  self->state = state;
  switch_stack(&self->stack, scheduler);
}

void body() {
  entry(arguments);
  wait_as(State::ended);
}

// A stack on which a switch returns into `body`, with six registers to be popped before.
void* fresh_stack(char* bottom) {
  void** top = reinterpret_cast<void**>(bottom + STACK);
  // As after a call: 8 bytes off a multiple of 16, with nowhere to return to.
  *--top = nullptr;
  *--top = reinterpret_cast<void*>(&body);
  for (int i = 0; i < 6; i++) *--top = nullptr;
  return top;
}

// Lanes of a warp that all wait in exchanges of one mask get what each of them gave.
bool exchange_warp(size_t first, size_t end) {
  bool moved = false;
  for (size_t i = first; i < end; i++) {
    if (fibers[i].state != State::at_exchange) continue;
    const uint32_t mask = fibers[i].mask;
    uint64_t given[32] = {};
    bool whole = true;
    for (size_t lane = 0; lane < 32; lane++) {
      if (!(mask >> lane & 1)) continue;
      const bool there = first + lane < end && fibers[first + lane].state == State::at_exchange &&
                         fibers[first + lane].mask == mask;
      // A lane that has ended, or was never there, is not waited for.
      const bool gone = first + lane >= end || fibers[first + lane].state == State::ended;
      if (there) given[lane] = fibers[first + lane].given;
      whole = whole && (there || gone);
    }
    if (!whole) continue;
    for (size_t lane = 0; lane < 32 && first + lane < end; lane++) {
      Fiber& fiber = fibers[first + lane];
      if (!(mask >> lane & 1) || fiber.state != State::at_exchange || fiber.mask != mask) continue;
      memcpy(fiber.seen, given, sizeof given);
      fiber.state = State::runs;
      moved = true;
    }
  }
  return moved;
}

void run_block(uint3 block, uint3 grid, unsigned size) {
  fibers.resize(size);
  stacks.resize(size * STACK);
  for (unsigned i = 0; i < size; i++) {
    Fiber& fiber = fibers[i];
    fiber.thread = {{i, 0, 0}, block, {size, 1, 1}, grid};
    fiber.state = State::runs;
    fiber.stack = fresh_stack(&stacks[i * STACK]);
  }
  for (;;) {
    bool moved = false;
    size_t waiting = 0, ended = 0;
    for (Fiber& fiber : fibers) {
      if (fiber.state == State::runs) {
        current = &fiber;
        switch_stack(&scheduler, fiber.stack);
        moved = true;
      }
      waiting += fiber.state == State::at_barrier;
      ended += fiber.state == State::ended;
    }
    if (ended == size) return;
    for (size_t first = 0; first < size; first += 32) {
      moved |= exchange_warp(first, std::min<size_t>(size, first + 32));
    }
    if (waiting + ended == size) {
      for (Fiber& fiber : fibers) {
        if (fiber.state == State::at_barrier) fiber.state = State::runs;
      }
      moved = true;
    }
    if (!moved) {
      deadlocked = true;
      return;
    }
  }
}

// Emulates this much memory; the next allocation above it fails as on a full device.
constexpr size_t MEMORY = size_t(256) << 20;
size_t used = 0;

enum {
  OK = 0,
  INVALID_VALUE = 1,
  OUT_OF_MEMORY = 2,
  NO_DEVICE = 100,
  BAD_IMAGE = 200,
  NOT_FOUND = 500,
  LAUNCH_FAILED = 719
};

int run_grid(const Function& function, unsigned groups, unsigned size, void** params) {
  if (groups == 0 || size == 0 || size > 1024) return INVALID_VALUE;
  entry = function.entry;
  arguments = params;
  for (unsigned block = 0; block < groups && !deadlocked; block++) {
    run_block({block, 0, 0}, {groups, 1, 1}, size);
  }
  return OK;
}

Thread* current_thread() { return &current->thread; }
void sync_block() { wait_as(State::at_barrier); }
const uint64_t* exchange(uint32_t mask, uint64_t value) {
  Fiber* self = current;
  self->mask = mask;
  self->given = value;
  wait_as(State::at_exchange);
  return self->seen;
}

// What kernels call: `Calls` of device.h.
const struct {
  Thread* (*current)();
  void (*sync_block)();
  const uint64_t* (*exchange)(uint32_t, uint64_t);
} calls = {current_thread, sync_block, exchange};

}  // namespace

extern "C" {

#ifdef WITHOUT_DEVICE
int cuInit(unsigned) { return NO_DEVICE; }
#else
int cuInit(unsigned) { return OK; }
#endif
#ifdef OLD
int cuDriverGetVersion(int* version) { return *version = 12020, OK; }
#else
int cuDriverGetVersion(int* version) { return *version = 13000, OK; }
#endif
int cuDeviceGetCount(int* count) { return *count = 1, OK; }
int cuDeviceGet(int* device, int ordinal) { return *device = ordinal, OK; }
int cuDeviceGetName(char* name, int length, int) {
  snprintf(name, length, "Emulated CUDA device");
  return OK;
}
int cuDeviceGetUuid_v2(unsigned char* uuid, int) { return memset(uuid, 0x5a, 16), OK; }
int cuDeviceGetAttribute(int* value, int attribute, int) {
  return *value = attribute == 75 ? 9 : 0, OK;
}
int cuDevicePrimaryCtxRetain(void** context, int) { return *context = &used, OK; }
int cuDevicePrimaryCtxRelease_v2(int) { return OK; }
int cuCtxSetCurrent(void*) { return OK; }
int cuMemGetInfo_v2(size_t* free, size_t* total) {
  *free = MEMORY - used;
  *total = MEMORY;
  return OK;
}

// The image starts with the length of the library, in eight bytes.
int cuModuleLoadData(void** module, const unsigned char* image) {
  uint64_t length;
  memcpy(&length, image, 8);
#ifdef OLD
  return BAD_IMAGE;
#endif
  if (memcmp(image + 8, "\x7f" "ELF", 4) != 0) return BAD_IMAGE;
  char path[] = "/tmp/emulated-kernel-XXXXXX";
  const int file = mkstemp(path);
  for (uint64_t at = 0; at < length;) {
    const ssize_t written = write(file, image + 8 + at, length - at);
    if (written <= 0) return BAD_IMAGE;
    at += written;
  }
  close(file);
  *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  unlink(path);
  if (!*module) return BAD_IMAGE;
  const auto lend = reinterpret_cast<void (*)(const void*)>(dlsym(*module, "emulated_lend"));
  if (!lend) return BAD_IMAGE;
  return lend(&calls), OK;
}
int cuModuleUnload(void* module) { if (deadlocked) return LAUNCH_FAILED; return dlclose(module), OK; }
int cuModuleGetFunction(void** function, void* module, const char* name) {
  using Sizes = const size_t* (*)(size_t*);
  const std::string symbol(name);
  const auto call = reinterpret_cast<Entry>(dlsym(module, (symbol + "__call").c_str()));
  const auto sizes = reinterpret_cast<Sizes>(dlsym(module, (symbol + "__sizes").c_str()));
  if (!call || !sizes) return NOT_FOUND;
  static std::deque<Function> functions;
  Function& made = functions.emplace_back();
  made.entry = call;
  made.sizes = sizes(&made.count);
  *function = &made;
  return OK;
}

// The size lies in front of the memory. What is allocated is not zero.
int cuMemAlloc_v2(uint64_t* pointer, size_t bytes) {
  if (bytes > MEMORY - used) return OUT_OF_MEMORY;
  char* memory = static_cast<char*>(malloc(bytes + 64));
  if (!memory) return OUT_OF_MEMORY;
  memcpy(memory, &bytes, sizeof bytes);
  memset(memory + 64, 0xa5, bytes);
  used += bytes;
  *pointer = reinterpret_cast<uint64_t>(memory + 64);
  return OK;
}
int cuMemFree_v2(uint64_t pointer) {
  if (deadlocked) return LAUNCH_FAILED;
  char* memory = reinterpret_cast<char*>(pointer) - 64;
  size_t bytes;
  memcpy(&bytes, memory, sizeof bytes);
  used -= bytes;
  free(memory);
  return OK;
}
int cuMemHostAlloc(void** pointer, size_t bytes, unsigned) {
  return *pointer = malloc(bytes), *pointer ? OK : OUT_OF_MEMORY;
}
int cuMemFreeHost(void* pointer) { if (deadlocked) return LAUNCH_FAILED; return free(pointer), OK; }
int cuMemsetD8Async(uint64_t to, unsigned char value, size_t bytes, void*) {
  return memset(reinterpret_cast<void*>(to), value, bytes), OK;
}
int cuMemcpyHtoDAsync_v2(uint64_t to, const void* from, size_t bytes, void*) {
  return memcpy(reinterpret_cast<void*>(to), from, bytes), OK;
}
int cuMemcpyDtoHAsync_v2(void* to, uint64_t from, size_t bytes, void*) {
  return memcpy(to, reinterpret_cast<void*>(from), bytes), OK;
}
int cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes, void*) {
  return memmove(reinterpret_cast<void*>(to), reinterpret_cast<void*>(from), bytes), OK;
}
int cuStreamCreate(void** stream, unsigned) { return *stream = malloc(1), OK; }
int cuStreamDestroy_v2(void* stream) { if (deadlocked) return LAUNCH_FAILED; return free(stream), OK; }
int cuEventCreate(void** event, unsigned) { return *event = malloc(1), OK; }
int cuEventRecord(void*, void*) { return deadlocked ? LAUNCH_FAILED : OK; }
int cuEventQuery(void*) { return deadlocked ? LAUNCH_FAILED : OK; }
int cuEventElapsedTime(float* milliseconds, void*, void*) { return *milliseconds = 0, OK; }
int cuEventDestroy_v2(void* event) { if (deadlocked) return LAUNCH_FAILED; return free(event), OK; }

int cuLaunchKernel(void* function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by,
                   unsigned bz, unsigned, void*, void** params, void*) {
  if (gy != 1 || gz != 1 || by != 1 || bz != 1) return INVALID_VALUE;
  return run_grid(*static_cast<Function*>(function), gx, bx, params);
}

int cuGetErrorName(int error, const char** name) {
  *name = error == OUT_OF_MEMORY ? "CUDA_ERROR_OUT_OF_MEMORY" : "CUDA_ERROR_EMULATED";
  return OK;
}
int cuGetErrorString(int, const char** text) { return *text = "told by the emulated driver", OK; }
}

#include "graphs.h"
