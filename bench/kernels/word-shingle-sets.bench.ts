import { wordShingleSets } from "../../src/kernels/word-shingle-sets.ts";
import { shingleSetBench } from "../support/shingle-set-bench.ts";

export const bench = shingleSetBench(wordShingleSets, "word", 3, 4);
