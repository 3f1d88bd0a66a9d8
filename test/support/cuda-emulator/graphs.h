// The driver's graphs. A node is done when those before it are; of the nodes that could be next the one
// that was added last is, so that an order that nothing asks for is not there by chance.
#pragma once
#ifndef WITHOUT_GRAPHS

#include <memory>

namespace {

enum class Work { kernel, memset, memcpy, event };

struct Node {
  Work work;
  std::vector<size_t> after;
  bool enabled = true;
  uint64_t to = 0, from = 0, bytes = 0;
  const Function* function = nullptr;
  unsigned groups = 0, size = 0;
  // A copy of the arguments: what they were when the driver was told.
  std::vector<std::vector<char>> arguments;
};

struct Graph {
  std::vector<Node> nodes;
};

// What a handle of a node points to. A graph and what is instantiated from it share them.
struct NodeHandle {
  size_t index;
};
std::deque<NodeHandle> handles;

template <class T>
T field(const unsigned char* bytes, size_t at) {
  T value;
  memcpy(&value, bytes + at, sizeof value);
  return value;
}

int take_kernel(Node& node, const unsigned char* params) {
  const auto* function = field<const Function*>(params, 0);
  const auto* given = field<void**>(params, 40);
  for (size_t at : {12, 16, 24, 28}) {
    if (field<unsigned>(params, at) != 1) return INVALID_VALUE;
  }
  if (!function || !given || field<void*>(params, 48)) return INVALID_VALUE;
  node.function = function;
  node.groups = field<unsigned>(params, 8);
  node.size = field<unsigned>(params, 20);
  if (node.groups == 0 || node.size == 0) return INVALID_VALUE;
  node.arguments.clear();
  for (size_t i = 0; i < function->count; i++) {
    const char* from = static_cast<const char*>(given[i]);
    node.arguments.emplace_back(from, from + function->sizes[i]);
  }
  return OK;
}

int add(uint64_t* handle, void* graph, const uint64_t* after, size_t count, Node node) {
  auto& nodes = static_cast<Graph*>(graph)->nodes;
  for (size_t i = 0; i < count; i++) {
    node.after.push_back(reinterpret_cast<NodeHandle*>(after[i])->index);
  }
  handles.push_back({nodes.size()});
  nodes.push_back(std::move(node));
  *handle = reinterpret_cast<uint64_t>(&handles.back());
  return OK;
}

int run_node(const Node& node) {
  if (!node.enabled) return OK;
  switch (node.work) {
    case Work::event:
      return OK;
    case Work::memset:
      memset(reinterpret_cast<void*>(node.to), 0, node.bytes);
      return OK;
    case Work::memcpy:
      memmove(reinterpret_cast<void*>(node.to), reinterpret_cast<void*>(node.from), node.bytes);
      return OK;
    case Work::kernel: {
      std::vector<void*> params;
      for (const auto& argument : node.arguments) {
        params.push_back(const_cast<char*>(argument.data()));
      }
      return run_grid(*node.function, node.groups, node.size, params.data());
    }
  }
  return INVALID_VALUE;
}

}  // namespace

extern "C" {

int cuGraphCreate(void** graph, unsigned) { return *graph = new Graph, OK; }
int cuGraphAddKernelNode_v2(uint64_t* node, void* graph, const uint64_t* after, size_t count,
                            const unsigned char* params) {
  Node made{Work::kernel};
  const int code = take_kernel(made, params);
  return code == OK ? add(node, graph, after, count, std::move(made)) : code;
}
int cuGraphAddMemsetNode(uint64_t* node, void* graph, const uint64_t* after, size_t count,
                         const unsigned char* params, void* context) {
  Node made{Work::memset};
  made.to = field<uint64_t>(params, 0);
  made.bytes = field<unsigned>(params, 20) * field<uint64_t>(params, 24);
  const bool zero = field<unsigned>(params, 16) == 0;
  if (!context || !zero || field<uint64_t>(params, 32) != 1 || made.bytes == 0) return INVALID_VALUE;
  return add(node, graph, after, count, std::move(made));
}
int cuGraphAddMemcpyNode(uint64_t* node, void* graph, const uint64_t* after, size_t count,
                         const unsigned char* params, void* context) {
  Node made{Work::memcpy};
  made.from = field<uint64_t>(params, 48);
  made.to = field<uint64_t>(params, 136);
  made.bytes = field<uint64_t>(params, 176);
  const bool on_device = field<unsigned>(params, 32) == 2 && field<unsigned>(params, 120) == 2;
  const bool one_row = field<uint64_t>(params, 184) == 1 && field<uint64_t>(params, 192) == 1;
  if (!context || !on_device || !one_row || made.bytes == 0) return INVALID_VALUE;
  return add(node, graph, after, count, std::move(made));
}
int cuGraphAddEventRecordNode(uint64_t* node, void* graph, const uint64_t* after, size_t count,
                              void* event) {
  return event ? add(node, graph, after, count, {Work::event}) : INVALID_VALUE;
}
int cuGraphInstantiateWithFlags(void** replay, void* graph, uint64_t) {
  return *replay = new Graph(*static_cast<Graph*>(graph)), OK;
}
int cuGraphExecKernelNodeSetParams_v2(void* replay, uint64_t node, const unsigned char* params) {
  auto& nodes = static_cast<Graph*>(replay)->nodes;
  Node& found = nodes[reinterpret_cast<NodeHandle*>(node)->index];
  return found.work == Work::kernel ? take_kernel(found, params) : INVALID_VALUE;
}
int cuGraphNodeSetEnabled(void* replay, uint64_t node, unsigned enabled) {
  Node& found = static_cast<Graph*>(replay)->nodes[reinterpret_cast<NodeHandle*>(node)->index];
  if (found.work == Work::event) return INVALID_VALUE;
  return found.enabled = enabled != 0, OK;
}
int cuGraphLaunch(void* replay, void*) {
  const auto& nodes = static_cast<Graph*>(replay)->nodes;
  std::vector<bool> done(nodes.size());
  for (size_t left = nodes.size(); left > 0 && !deadlocked; left--) {
    size_t next = nodes.size();
    for (size_t i = 0; i < nodes.size(); i++) {
      const auto& after = nodes[i].after;
      const bool ready = std::all_of(after.begin(), after.end(), [&](size_t j) { return done[j]; });
      if (ready && !done[i]) next = i;
    }
    if (next == nodes.size()) return INVALID_VALUE;
    const int code = run_node(nodes[next]);
    if (code != OK) return code;
    done[next] = true;
  }
  return OK;
}
int cuGraphExecDestroy(void* replay) {
  if (deadlocked) return LAUNCH_FAILED;
  return delete static_cast<Graph*>(replay), OK;
}
int cuGraphDestroy(void* graph) {
  if (deadlocked) return LAUNCH_FAILED;
  return delete static_cast<Graph*>(graph), OK;
}

}
#endif
