import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Row } from "./format-suite.ts";

/** Where the goldens are. */
export const goldenPath = (name: string): string =>
  fileURLToPath(new URL(`../data/${name}`, import.meta.url));

/** The bytes of a golden. */
export const golden = (name: string): Uint8Array => new Uint8Array(readFileSync(goldenPath(name)));

/** The rows of the goldens with all types, as `make-goldens.py` has them. */
export const plainRows: readonly Row[] = [
  {
    id: 1n,
    name: "ant",
    score: 0.5,
    ok: true,
    kind: "a",
    vector: [1.5, 2],
    point: { x: 1, y: "p" },
    at: 0,
    raw: [0, 255],
  },
  {
    id: -2n,
    name: null,
    score: -0,
    ok: false,
    kind: "b",
    vector: [],
    point: { x: null, y: "q" },
    at: 1_700_000_000_123.456,
    raw: [],
  },
  {
    id: null,
    name: "",
    score: null,
    ok: null,
    kind: null,
    vector: null,
    point: null,
    at: null,
    raw: null,
  },
  {
    id: 9007199254740993n,
    name: "bär 🐻",
    score: Number.POSITIVE_INFINITY,
    ok: true,
    kind: "a",
    vector: [3],
    point: { x: 4, y: null },
    at: -0.001,
    raw: [122],
  },
];

/** Their types, once dictionaries are unfolded. */
export const plainTypes: Readonly<Record<string, string>> = {
  id: "Int64",
  name: "Utf8",
  score: "Float64",
  ok: "Bool",
  kind: "Utf8",
  vector: "List<Float32>",
  point: "Struct<{x:Int32, y:Utf8}>",
  at: "Timestamp<MICROSECOND, UTC>",
  raw: "Binary",
};
