import type { ThreadHost } from "./threads.ts";

const enter = `
onmessage = ({ data }) => serve(data, (text) => postMessage(text));
`;

/**
 * Threads of a browser. A page that is not cross-origin isolated cannot share memory with them;
 * there everything runs on the calling thread.
 */
export const webThreads: ThreadHost = {
  get maxThreads() {
    return globalThis.crossOriginIsolated ? Number.POSITIVE_INFINITY : 0;
  },
  start(source, start, events) {
    const url = URL.createObjectURL(new Blob([source + enter], { type: "text/javascript" }));
    const worker = new Worker(url, { name: "sluice-wasm" });
    worker.addEventListener("message", ({ data }: MessageEvent<string>) => events.message(data));
    worker.addEventListener("error", (event) => {
      // A worker that a Content-Security-Policy forbids fires an event without a message.
      events.lost(new Error(event.message || "the page's policy forbids workers from blob: URLs"));
    });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
    worker.postMessage(start);
    return {
      hold() {},
      async end() {
        worker.terminate();
        URL.revokeObjectURL(url);
      },
    };
  },
};
