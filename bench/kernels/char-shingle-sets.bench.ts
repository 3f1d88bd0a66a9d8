import { charShingleSets } from "../../src/kernels/char-shingle-sets.ts";
import { shingleSetBench } from "../support/shingle-set-bench.ts";

export const bench = shingleSetBench(charShingleSets, "char", 5, 10);
