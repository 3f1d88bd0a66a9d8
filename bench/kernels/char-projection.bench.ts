import { charProjection } from "../../src/kernels/char-projection.ts";
import { projectionBench } from "../support/projection-bench.ts";

export const bench = projectionBench(charProjection, 4, 22);
