import type { KernelBench } from "../support/kernel-bench.ts";
import { bench as affineColumns } from "./affine-columns.bench.ts";
import { bench as bandKeys } from "./band-keys.bench.ts";
import { bench as ccFlatten } from "./cc-flatten.bench.ts";
import { bench as ccHook } from "./cc-hook.bench.ts";
import { bench as charProjection } from "./char-projection.bench.ts";
import { bench as charShingleSets } from "./char-shingle-sets.bench.ts";
import { bench as charSignature } from "./char-signature.bench.ts";
import { bench as columnHistogram } from "./column-histogram.bench.ts";
import { bench as columnMoments } from "./column-moments.bench.ts";
import { bench as columnProducts } from "./column-products.bench.ts";
import { bench as compact } from "./compact.bench.ts";
import { bench as cudfSignature } from "./cudf-signature.bench.ts";
import { bench as f64Histograms } from "./f64-histograms.bench.ts";
import { bench as f64Limbs } from "./f64-limbs.bench.ts";
import { bench as f64Powers } from "./f64-powers.bench.ts";
import { bench as f64Ranges } from "./f64-ranges.bench.ts";
import { bench as f64Registers } from "./f64-registers.bench.ts";
import { bench as gather } from "./gather.bench.ts";
import { bench as gatherRows } from "./gather-rows.bench.ts";
import { bench as iota } from "./iota.bench.ts";
import { bench as jaccardPairs } from "./jaccard-pairs.bench.ts";
import { bench as keepEdges } from "./keep-edges.bench.ts";
import { bench as keepRows } from "./keep-rows.bench.ts";
import { bench as poolTokens } from "./pool-tokens.bench.ts";
import { bench as projectRows } from "./project-rows.bench.ts";
import { bench as quantizeRows } from "./quantize-rows.bench.ts";
import { bench as radixHistogram } from "./radix-histogram.bench.ts";
import { bench as radixScatter } from "./radix-scatter.bench.ts";
import { bench as reduce } from "./reduce.bench.ts";
import { bench as rowHash } from "./row-hash.bench.ts";
import { bench as rowProducts } from "./row-products.bench.ts";
import { bench as scan } from "./scan.bench.ts";
import { bench as scatter } from "./scatter.bench.ts";
import { bench as segmentHeads } from "./segment-heads.bench.ts";
import { bench as sharedKeys } from "./shared-keys.bench.ts";
import { bench as similarPairs } from "./similar-pairs.bench.ts";
import { bench as topProducts } from "./top-products.bench.ts";
import { bench as unitRows } from "./unit-rows.bench.ts";
import { bench as wordProjection } from "./word-projection.bench.ts";
import { bench as wordShingleSets } from "./word-shingle-sets.bench.ts";
import { bench as wordSignature } from "./word-signature.bench.ts";

/** Every kernel's bench. */
export const kernelBenches: readonly KernelBench[] = [
  affineColumns,
  bandKeys,
  ccFlatten,
  ccHook,
  charProjection,
  charShingleSets,
  charSignature,
  columnHistogram,
  columnMoments,
  columnProducts,
  compact,
  cudfSignature,
  f64Histograms,
  f64Limbs,
  f64Powers,
  f64Ranges,
  f64Registers,
  gather,
  gatherRows,
  iota,
  jaccardPairs,
  keepEdges,
  keepRows,
  poolTokens,
  projectRows,
  quantizeRows,
  radixHistogram,
  radixScatter,
  reduce,
  rowHash,
  rowProducts,
  scan,
  scatter,
  segmentHeads,
  sharedKeys,
  similarPairs,
  topProducts,
  unitRows,
  wordProjection,
  wordShingleSets,
  wordSignature,
];
