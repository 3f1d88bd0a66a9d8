import type { Device, Inputs, Outputs } from "./device.ts";
import type { Graph } from "./graph.ts";
import { record } from "./recording.ts";
import type { Variables } from "./scalar.ts";

/** Records, prepares, runs and disposes a graph: for work that is done once. */
export async function execute(
  device: Device,
  graph: Graph,
  inputs: Inputs,
  variables?: Variables,
): Promise<Outputs> {
  await using prepared = await device.prepare(record(graph));
  return await prepared.run(inputs, variables);
}
