import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomU32 } from "../../bench/support/kernel-bench.ts";
import { Graph } from "../../src/graph/graph.ts";
import { variable } from "../../src/graph/scalar.ts";
import { connectedComponents } from "../../src/ops/connected-components.ts";
import { openTestDevices } from "../support/devices.ts";
import { opRunner } from "../support/op-runner.ts";

type Edge = readonly [number, number];

const NODES = 3000;
const EDGES = 6000;

/** Union-find, the set's label being its least node. */
function expected(edges: readonly Edge[], nodeCount: number): Uint32Array {
  const label = Uint32Array.from({ length: nodeCount }, (_, i) => i);
  const find = (node: number): number => (label[node] === node ? node : find(label[node]!));
  for (const [a, b] of edges) {
    const [least, other] = [find(a), find(b)].toSorted((x, y) => x - y);
    label[other!] = least!;
  }
  return label.map((_, node) => find(node));
}

describe.each(openTestDevices())("connectedComponents on %s", (_, open) => {
  const run = opRunner(open, (graph) => {
    const left = graph.input("left", "u32", EDGES);
    const right = graph.input("right", "u32", EDGES);
    const nodes = variable("nodes");
    const label = connectedComponents(graph, left, right, variable("edges"), nodes, NODES);
    graph.output("label", label, nodes);
  });
  const labels = async (edges: readonly Edge[], nodes: number): Promise<Uint32Array> => {
    const left = Uint32Array.from(edges, ([a]) => a);
    const right = Uint32Array.from(edges, ([, b]) => b);
    return (await run({ left, right }, { edges: edges.length, nodes }))["label"]!;
  };

  const random = randomU32(5);
  const chain = Array.from({ length: 999 }, (__, i): Edge => [i, i + 1]);
  test.each<[string, Edge[], number]>([
    ["no nodes", [], 0],
    ["nodes without edges", [], 5],
    ["an edge from a node to itself", [[2, 2]], 4],
    ["a chain of 1000", chain, 1000],
    ["a chain of 1000 from its end", chain.map(([a, b]): Edge => [b, a]).toReversed(), 1000],
    [
      "a shuffled chain of 1000",
      chain.toSorted(([a], [b]) => ((a * 389) % 999) - ((b * 389) % 999)),
      1000,
    ],
    [
      "a star around its largest node",
      Array.from({ length: 2999 }, (__, i): Edge => [2999, i]),
      NODES,
    ],
    ["one edge repeated", Array.from({ length: 2000 }, (): Edge => [7, 3]), 10],
    [
      "a sparse random graph",
      Array.from({ length: 1400 }, (): Edge => [random() % NODES, random() % NODES]),
      NODES,
    ],
    [
      "a dense random graph",
      Array.from({ length: EDGES }, (): Edge => [random() % 100, random() % 100]),
      100,
    ],
  ])("labels %s", async (__, edges, nodes) => {
    expect(await labels(edges, nodes)).toEqual(expected(edges, nodes));
  });

  test("labels any graph", async () => {
    const edges = fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(edges, async (some) => {
        expect(await labels(some, 100)).toEqual(expected(some, 100));
      }),
      { numRuns: 30 },
    );
  });
});

test("components of a variable number of nodes need a capacity", () => {
  const graph = new Graph("components");
  const edges = graph.input("edges", "u32", 1);
  expect(() => connectedComponents(graph, edges, edges, 1, variable("nodes"))).toThrow("capacity");
});
