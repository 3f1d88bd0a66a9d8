import { Worker } from "node:worker_threads";
import type { ThreadHost } from "./threads.ts";

const enter = `
const { parentPort, workerData } = process.getBuiltinModule("node:worker_threads");
serve(workerData, (text) => parentPort.postMessage(text));
`;

/** Threads of Node. They keep the process alive only while a dispatch is in progress. */
export const nodeThreads: ThreadHost = {
  maxThreads: Number.POSITIVE_INFINITY,
  start(source, start, events) {
    const worker = new Worker(source + enter, {
      eval: true,
      workerData: start,
      name: "sluice-wasm",
      // The thread must not run what --import or NODE_OPTIONS asks of the process.
      execArgv: [],
      env: {},
    });
    let ending = false;
    worker.on("message", (text: string) => events.message(text));
    worker.on("error", (cause) => events.lost(cause));
    worker.on("exit", (code) => {
      if (!ending) events.lost(new Error(`the thread ended with code ${code}`));
    });
    // After the listeners: adding one for messages would hold the process again.
    worker.unref();
    return {
      hold: (held) => (held ? worker.ref() : worker.unref()),
      async end() {
        ending = true;
        // Where nothing else is left to do, Node would not wait for its end.
        worker.ref();
        await worker.terminate();
      },
    };
  },
};
