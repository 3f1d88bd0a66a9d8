import type { ProductInputs } from "../core/kernel.ts";

/** How far the product of two numbers of length 1 that are rounded to these inputs may be off. */
const ROUNDING: Readonly<Record<ProductInputs, number>> = {
  f32: 0,
  // What two numbers of tf32 leave of one is below 2^-22 of it, and so is the product of two small parts.
  split: 3 * 2 ** -22,
  // Eleven bits each.
  tf32: 2 ** -10 + 2 ** -22,
  // Eleven bits each; and a number below 2^-14 is off by 2^-25, which is less than its row's share.
  f16: 2 ** -10 + 2 ** -22,
  // Eleven bits each, the last of which may be either way.
  "wgsl-f16": 2 ** -9 + 2 ** -20,
  // Eight bits each.
  bf16: 2 ** -7 + 2 ** -16,
};

/** How far off a number below 2^-14 may be. */
const SMALL: Partial<Record<ProductInputs, number>> = { f16: 2 ** -25, "wgsl-f16": 2 ** -14 };

/**
 * The most by which a device's product of two rows of `dims` numbers can differ from the exact one,
 * for rows whose lengths multiply to 1; for f16 and wgsl-f16, whose lengths are 1. In whatever order n terms are
 * summed, and whether or not multiplying and adding are fused, the error is at most n u / (1 - n u)
 * times the sum of the absolute terms, which is at most the product of the lengths; u is 2^-23 where
 * a device may round either way. A few terms more stand for the rounding of what is multiplied. Tensor
 * cores cut off what is below the last place of the largest of the terms that they add at a time, and
 * of their sum: less than 2 u a term where they are four or more.
 *
 * Sources: Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition, section 3.1; Fasi,
 * Higham, Mikaitis and Pranesh, "Numerical behavior of NVIDIA tensor cores", 2021.
 */
export function productError(dims: number, inputs: ProductInputs = "f32"): number {
  const sum = 1.01 * (dims + 8) * 2 ** -23;
  if (inputs === "f32") return sum;
  return 1.01 * (ROUNDING[inputs] + 2 * Math.sqrt(dims) * (SMALL[inputs] ?? 0)) + 2 * sum;
}

/**
 * The most by which a device's score `x·c - |c|² / 2` can differ from the exact one, for a row of
 * that length and centres of at most the length `longest`, where products are off by `product`.
 */
export function scoreError(product: number, length: number, longest: number): number {
  return product * length * longest + 2 ** -22 * (longest / 2 + length) * longest;
}
