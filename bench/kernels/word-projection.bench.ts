import { wordProjection } from "../../src/kernels/word-projection.ts";
import { projectionBench } from "../support/projection-bench.ts";

export const bench = projectionBench(wordProjection, 1, 6);
