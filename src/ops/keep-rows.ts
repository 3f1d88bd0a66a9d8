import type { Device, Inputs } from "../graph/device.ts";
import { Graph } from "../graph/graph.ts";
import { u32Output } from "../graph/outputs.ts";
import { record } from "../graph/recording.ts";
import { variable } from "../graph/scalar.ts";
import { keepEdges, rowState } from "../kernels/keep-edges.ts";
import { keepRows as keepRowsKernel } from "../kernels/keep-rows.ts";
import { reduce } from "./reduce.ts";

/** Pairs of rows of which one must go; `lower[i] < higher[i]`, in any order, repeats allowed. */
export interface Edges {
  readonly lower: Uint32Array;
  readonly higher: Uint32Array;
}

/** Edges that the host decides on sooner than a GPU has them. */
const HOST_EDGES = 2 ** 20;

const ROUNDS_PER_RUN = 8;

/** Rounds after which the rest, long chains of few rows, is quicker done in order on the host. */
const MAX_ROUNDS = 64;

/**
 * 1 for each row that is kept: in row order, those without a kept lower neighbour. One pass over
 * the edges on the host decides it; many edges are left to a GPU, where in each round a row is
 * decided when all its lower neighbours are.
 */
export async function keepRows(
  device: Device,
  edges: Edges,
  rowCount: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const onGpu = device.backend === "webgpu" || device.backend === "cuda";
  if (!onGpu || edges.lower.length < HOST_EDGES) {
    const states = new Uint32Array(rowCount);
    finishInOrder(states, edges);
    return keptOf(states);
  }
  return await keepRowsOnDevice(device, edges, rowCount, signal);
}

/** The same in rounds on any device. */
export async function keepRowsOnDevice(
  device: Device,
  edges: Edges,
  rowCount: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const graph = new Graph("keep rows");
  const edgeCount = variable("edges");
  const count = variable("rows");
  const lower = graph.input("lower", "u32", edges.lower.length);
  const higher = graph.input("higher", "u32", edges.higher.length);
  const states = graph.input("states", "u32", rowCount);
  const marks = graph.zeros("marks", "u32", rowCount);
  for (let round = 0; round < ROUNDS_PER_RUN; round++) {
    graph.dispatch(keepEdges, { lower, higher, states, marks }, { count: edgeCount });
    graph.dispatch(keepRowsKernel, { marks, states }, { count });
  }
  graph.output("least", reduce(graph, states, count, "min"));
  graph.output("states", states, variable("download"));

  await using prepared = await device.prepare(record(graph));
  let inputs: Inputs = {
    lower: edges.lower,
    higher: edges.higher,
    states: new Uint32Array(rowCount),
  };
  let open = true;
  for (let round = 0; open && round < MAX_ROUNDS; round += ROUNDS_PER_RUN) {
    const outputs = await prepared.run(inputs, {
      edges: edges.lower.length,
      rows: rowCount,
      download: 0,
    });
    signal?.throwIfAborted();
    inputs = {};
    open = u32Output(outputs, "least")[0] === rowState.undecided;
  }
  const outputs = await prepared.run(inputs, { edges: 0, rows: 0, download: rowCount });
  const decided = u32Output(outputs, "states");
  if (open) finishInOrder(decided, edges);
  return keptOf(decided);
}

function keptOf(states: Uint32Array): Uint8Array {
  const kept = new Uint8Array(states.length);
  for (let row = 0; row < states.length; row++) kept[row] = states[row] === rowState.kept ? 1 : 0;
  return kept;
}

/** Decides what is undecided in row order, by one pass over the open edges, by lower row. */
function finishInOrder(states: Uint32Array, { lower, higher }: Edges): void {
  const ends = new Uint32Array(states.length + 1);
  const open = (edge: number): boolean => states[higher[edge]!] === rowState.undecided;
  for (let edge = 0; edge < lower.length; edge++) if (open(edge)) ends[lower[edge]! + 1]!++;
  for (let row = 0; row < states.length; row++) ends[row + 1]! += ends[row]!;
  const neighbours = new Uint32Array(ends[states.length]!);
  for (let edge = 0; edge < lower.length; edge++) {
    if (open(edge)) neighbours[ends[lower[edge]!]!++] = higher[edge]!;
  }
  let next = 0;
  for (let row = 0; row < states.length; row++) {
    if (states[row] === rowState.undecided) states[row] = rowState.kept;
    for (; next < ends[row]!; next++) {
      if (states[row] === rowState.kept) states[neighbours[next]!] = rowState.removed;
    }
  }
}
