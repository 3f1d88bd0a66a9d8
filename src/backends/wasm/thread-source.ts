/** Words of the control block, by index. */
export const word = {
  /** Changes when a dispatch begins; threads wait on it. */
  generation: 0,
  /** How many more threads may join the dispatch. */
  tickets: 1,
  /** Threads that joined, or still may, and have not left. */
  running: 2,
  /** First workgroup that nobody has taken. */
  next: 3,
  groups: 4,
  /** Workgroups taken at once. */
  chunk: 5,
  /** Index of the twin. */
  module: 6,
  /** Threads on which the twin trapped. */
  trapped: 7,
  /** Microseconds of work, summed over the threads. */
  busy: 8,
  /** Number of addresses in `arguments`. */
  argumentCount: 9,
  arguments: 16,
} as const;

export const CONTROL_WORDS = 128;
export const MAX_ARGUMENTS = CONTROL_WORDS - word.arguments;

/**
 * What a thread runs, as text, so that it starts without a file wherever the library is bundled:
 * `serve` never returns. A ticket taken late from the next dispatch is as good as one taken early.
 */
export const threadSource = `
"use strict";
function serve({ memory, control, modules, scratch }, post) {
  const runs = [];
  for (let seen = 0; ; ) {
    Atomics.wait(control, ${word.generation}, seen);
    seen = Atomics.load(control, ${word.generation});
    if (Atomics.sub(control, ${word.tickets}, 1) <= 0) continue;
    const started = performance.now();
    const groups = control[${word.groups}];
    try {
      const index = control[${word.module}];
      runs[index] ??= new WebAssembly.Instance(new WebAssembly.Module(modules[index]), {
        env: { memory },
      }).exports.run;
      const addresses = Array.from(
        control.subarray(${word.arguments}, ${word.arguments} + control[${word.argumentCount}]),
      );
      const chunk = control[${word.chunk}];
      for (;;) {
        const first = Atomics.add(control, ${word.next}, chunk);
        if (first >= groups) break;
        runs[index](...addresses, scratch, first, Math.min(first + chunk, groups));
      }
    } catch (error) {
      Atomics.store(control, ${word.next}, groups);
      Atomics.add(control, ${word.trapped}, 1);
      post(String(error));
    }
    Atomics.add(control, ${word.busy}, Math.ceil((performance.now() - started) * 1000));
    if (Atomics.sub(control, ${word.running}, 1) === 1) post("");
  }
}
`;
