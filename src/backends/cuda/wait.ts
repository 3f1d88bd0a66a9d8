import type { CudaDriver, Handle } from "./driver.ts";

/** Without this an event also takes a time stamp, which slows the stream. */
const DISABLE_TIMING = 2;
/** So long the event is asked for at every turn of the event loop; then once a millisecond. */
const EAGER_MS = 0.5;

/** Waits until all that was put on the stream is done, while Node goes on. */
export async function finished(driver: CudaDriver, stream: Handle): Promise<void> {
  const event = driver.handle("cuEventCreate", DISABLE_TIMING);
  try {
    driver.call("cuEventRecord", event, stream);
    const began = performance.now();
    while (!driver.isDone(event)) {
      const eager = performance.now() - began < EAGER_MS;
      await new Promise<void>((resolve) => {
        if (eager) setImmediate(resolve);
        else setTimeout(resolve, 1);
      });
    }
  } finally {
    driver.release("cuEventDestroy", event);
  }
}
