// Dawn for Node polls with `setImmediate` as long as any promise is open: one busy core. Short
// waits keep that; longer ones poll with a timer.
const SPIN_MS = 2;
const IDLE_MS = 1;

/** Throttles the polling of native code, except shortly after work is submitted to a queue. */
export function throttlePump(queue: Pick<GPUQueue, "submit">): void {
  const immediate = globalThis.setImmediate;
  let spinUntil = 0;
  const throttled = (callback: (...values: unknown[]) => void, ...values: unknown[]): unknown =>
    isNative(callback) && performance.now() > spinUntil
      ? setTimeout(callback, IDLE_MS)
      : immediate(callback, ...values);
  // Keeps `util.promisify(setImmediate)` working.
  Object.defineProperties(throttled, Object.getOwnPropertyDescriptors(immediate));
  replace(globalThis, "setImmediate", throttled);

  const submit: (this: GPUQueue, buffers: Iterable<GPUCommandBuffer>) => undefined = queue.submit;
  replace(queue, "submit", function (this: GPUQueue, buffers: Iterable<GPUCommandBuffer>) {
    spinUntil = performance.now() + SPIN_MS;
    return submit.call(this, buffers);
  });
}

function replace(object: object, name: string, value: unknown): void {
  const descriptor = { value, writable: true, configurable: true, enumerable: true };
  Object.defineProperty(object, name, descriptor);
}

/** Callbacks of native modules have no name; bound functions do. */
function isNative(callback: { readonly name: string }): boolean {
  return (
    callback.name === "" && Function.prototype.toString.call(callback).includes("[native code]")
  );
}
