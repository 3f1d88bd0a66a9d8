/**
 * The most by which a device's f32 product of two rows of `dims` numbers can differ from the exact
 * one, for rows whose lengths multiply to 1. In whatever order n terms are summed, and whether or
 * not multiplying and adding are fused, the error is at most n u / (1 - n u) times the sum of the
 * absolute terms, which is at most the product of the lengths; u is 2^-23 where a device may round
 * either way. A few terms more stand for the rounding of what is multiplied.
 *
 * Source: Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition, section 3.1.
 */
export const productError = (dims: number): number => 1.01 * (dims + 8) * 2 ** -23;
