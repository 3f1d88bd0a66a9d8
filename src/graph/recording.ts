import type { HostArray } from "../core/kernel.ts";
import type { Copy, Dispatch, Graph, Output, Ref } from "./graph.ts";

/** A physical buffer of a recording; several virtual ones may take turns in it. */
export interface Slot {
  readonly byteLength: number;
  /** Labels of the virtual buffers that live here. */
  readonly labels: readonly string[];
}

export type Command =
  | { readonly kind: "upload"; readonly name: string; readonly to: Ref }
  | { readonly kind: "clear"; readonly to: Ref }
  | Dispatch
  | Copy
  | ({ readonly kind: "download" } & Output);

/**
 * A device-neutral list of commands over planned buffers. Prepared once, run for each batch.
 * `slotOf[ref.id]` is the slot of a virtual buffer.
 */
export interface Recording {
  readonly label: string;
  readonly commands: readonly Command[];
  readonly slots: readonly Slot[];
  readonly slotOf: readonly number[];
  readonly constants: readonly { readonly to: Ref; readonly data: HostArray }[];
  /** Bytes of all slots: what a run of this recording takes on the device. */
  readonly peakBytes: number;
}

/** Slots are whole multiples of this, so that buffers of nearly one size can share. */
const SLOT_ALIGNMENT = 256;

/**
 * Plans a graph: where each buffer is first and last used decides which may share a slot
 * (greedy best fit in order of first use). Inputs, constants and what is kept have a slot of their
 * own, because their contents outlive a run.
 */
export function record(graph: Graph): Recording {
  const { steps, refs, outputs } = graph;
  const firstUse = refs.map(() => Number.POSITIVE_INFINITY);
  const lastUse = refs.map(() => -1);
  const use = (ref: Ref, step: number): void => {
    firstUse[ref.id] = Math.min(firstUse[ref.id]!, step);
    lastUse[ref.id] = Math.max(lastUse[ref.id]!, step);
  };
  steps.forEach((step, index) => {
    for (const ref of step.kind === "copy" ? [step.from, step.to] : step.buffers) use(ref, index);
  });
  for (const { ref } of outputs) use(ref, steps.length);

  const slots: { byteLength: number; labels: string[]; freeFrom: number }[] = [];
  const slotOf: number[] = [];
  const order = refs
    .map(({ ref }) => ref.id)
    .toSorted((a, b) => firstUse[a]! - firstUse[b]! || a - b);
  for (const id of order) {
    const { ref, source } = refs[id]!;
    const kept = source.kind !== "scratch" && source.kind !== "zero";
    const byteLength = Math.max(1, Math.ceil((ref.length * 4) / SLOT_ALIGNMENT)) * SLOT_ALIGNMENT;
    let best = -1;
    if (!kept && lastUse[id]! >= 0) {
      slots.forEach((slot, index) => {
        if (slot.freeFrom > firstUse[id]!) return;
        const better =
          best < 0 ||
          Math.abs(slot.byteLength - byteLength) < Math.abs(slots[best]!.byteLength - byteLength);
        if (better) best = index;
      });
    }
    if (best < 0) best = slots.push({ byteLength: 0, labels: [], freeFrom: 0 }) - 1;
    const slot = slots[best]!;
    slot.byteLength = Math.max(slot.byteLength, byteLength);
    slot.labels.push(ref.label);
    slot.freeFrom = kept ? Number.POSITIVE_INFINITY : lastUse[id]! + 1;
    slotOf[id] = best;
  }

  const commands: Command[] = [];
  for (const { ref, source } of refs) {
    if (source.kind === "input") commands.push({ kind: "upload", name: source.name, to: ref });
  }
  steps.forEach((step, index) => {
    // A zeroed buffer is cleared where its slot becomes its own, not at the start of the run.
    for (const { ref, source } of refs) {
      if (source.kind === "zero" && firstUse[ref.id] === index) {
        commands.push({ kind: "clear", to: ref });
      }
    }
    commands.push(step);
  });
  for (const { ref, source } of refs) {
    if (source.kind === "zero" && firstUse[ref.id] === steps.length) {
      commands.push({ kind: "clear", to: ref });
    }
  }
  for (const output of outputs) commands.push({ kind: "download", ...output });

  return {
    label: graph.label,
    commands,
    slots: slots.map(({ byteLength, labels }) => ({ byteLength, labels })),
    slotOf,
    constants: refs.flatMap(({ ref, source }) =>
      source.kind === "constant" ? [{ to: ref, data: source.data }] : [],
    ),
    peakBytes: slots.reduce((sum, slot) => sum + slot.byteLength, 0),
  };
}
