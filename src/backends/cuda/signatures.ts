// CUresult is an int, CUdevice an int, CUdeviceptr 64 bits, handles pointers. The names with `_v2` are
// those that cuda.h maps the plain ones to.
export const SIGNATURES = {
  cuInit: "int cuInit(uint flags)",
  cuDriverGetVersion: "int cuDriverGetVersion(_Out_ int *version)",
  cuDeviceGetCount: "int cuDeviceGetCount(_Out_ int *count)",
  cuDeviceGet: "int cuDeviceGet(_Out_ int *device, int ordinal)",
  cuDeviceGetName: "int cuDeviceGetName(uint8_t *name, int length, int device)",
  cuDeviceGetUuid: "int cuDeviceGetUuid_v2(uint8_t *uuid, int device)",
  cuDeviceGetAttribute: "int cuDeviceGetAttribute(_Out_ int *value, int attribute, int device)",
  cuDevicePrimaryCtxRetain: "int cuDevicePrimaryCtxRetain(_Out_ void **context, int device)",
  cuDevicePrimaryCtxRelease: "int cuDevicePrimaryCtxRelease_v2(int device)",
  cuCtxSetCurrent: "int cuCtxSetCurrent(void *context)",
  cuMemGetInfo: "int cuMemGetInfo_v2(_Out_ size_t *free, _Out_ size_t *total)",
  cuModuleLoadData: "int cuModuleLoadData(_Out_ void **module, const uint8_t *image)",
  cuModuleUnload: "int cuModuleUnload(void *module)",
  cuModuleGetFunction:
    "int cuModuleGetFunction(_Out_ void **function, void *module, const char *name)",
  cuMemAlloc: "int cuMemAlloc_v2(_Out_ uint64_t *pointer, size_t bytes)",
  cuMemFree: "int cuMemFree_v2(uint64_t pointer)",
  cuMemHostAlloc: "int cuMemHostAlloc(_Out_ void **pointer, size_t bytes, uint flags)",
  cuMemFreeHost: "int cuMemFreeHost(void *pointer)",
  cuMemsetD8Async: "int cuMemsetD8Async(uint64_t to, uint8_t value, size_t bytes, void *stream)",
  cuMemcpyHtoDAsync:
    "int cuMemcpyHtoDAsync_v2(uint64_t to, const void *from, size_t bytes, void *stream)",
  cuMemcpyDtoHAsync:
    "int cuMemcpyDtoHAsync_v2(void *to, uint64_t from, size_t bytes, void *stream)",
  cuMemcpyDtoDAsync:
    "int cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes, void *stream)",
  cuStreamCreate: "int cuStreamCreate(_Out_ void **stream, uint flags)",
  cuStreamDestroy: "int cuStreamDestroy_v2(void *stream)",
  cuEventCreate: "int cuEventCreate(_Out_ void **event, uint flags)",
  cuEventRecord: "int cuEventRecord(void *event, void *stream)",
  cuEventQuery: "int cuEventQuery(void *event)",
  cuEventElapsedTime: "int cuEventElapsedTime(_Out_ float *milliseconds, void *from, void *to)",
  cuEventDestroy: "int cuEventDestroy_v2(void *event)",
  cuLaunchKernel:
    "int cuLaunchKernel(void *function, uint gx, uint gy, uint gz, uint bx, uint by, uint bz, uint shared, void *stream, void *params, void *extra)",
  cuGetErrorName: "int cuGetErrorName(int error, _Out_ const char **name)",
  cuGetErrorString: "int cuGetErrorString(int error, _Out_ const char **text)",
} as const;

/**
 * What graphs need besides; a driver may lack them. Nodes are pointers, taken as numbers so that an
 * array of them can be given.
 */
export const GRAPH_SIGNATURES = {
  cuGraphCreate: "int cuGraphCreate(_Out_ void **graph, uint flags)",
  cuGraphAddKernelNode:
    "int cuGraphAddKernelNode_v2(_Out_ uint64_t *node, void *graph, const uint64_t *after, size_t count, const uint8_t *params)",
  cuGraphAddMemsetNode:
    "int cuGraphAddMemsetNode(_Out_ uint64_t *node, void *graph, const uint64_t *after, size_t count, const uint8_t *params, void *context)",
  cuGraphAddMemcpyNode:
    "int cuGraphAddMemcpyNode(_Out_ uint64_t *node, void *graph, const uint64_t *after, size_t count, const uint8_t *params, void *context)",
  cuGraphAddEventRecordNode:
    "int cuGraphAddEventRecordNode(_Out_ uint64_t *node, void *graph, const uint64_t *after, size_t count, void *event)",
  cuGraphInstantiate:
    "int cuGraphInstantiateWithFlags(_Out_ void **replay, void *graph, uint64_t flags)",
  cuGraphExecKernelNodeSetParams:
    "int cuGraphExecKernelNodeSetParams_v2(void *replay, uint64_t node, const uint8_t *params)",
  cuGraphNodeSetEnabled: "int cuGraphNodeSetEnabled(void *replay, uint64_t node, uint enabled)",
  cuGraphLaunch: "int cuGraphLaunch(void *replay, void *stream)",
  cuGraphExecDestroy: "int cuGraphExecDestroy(void *replay)",
  cuGraphDestroy: "int cuGraphDestroy(void *graph)",
} as const;

export type DriverFunction = keyof typeof SIGNATURES | keyof typeof GRAPH_SIGNATURES;
