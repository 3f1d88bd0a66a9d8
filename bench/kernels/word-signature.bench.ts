import { wordSignature } from "../../src/kernels/word-signature.ts";
import { signatureBench } from "../support/signature-bench.ts";

export const bench = signatureBench(wordSignature, 3, 5);
