import { charSignature } from "../../src/kernels/char-signature.ts";
import { signatureBench } from "../support/signature-bench.ts";

export const bench = signatureBench(charSignature, 5, 14);
