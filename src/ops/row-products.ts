import type { Device } from "../graph/device.ts";
import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { rowProducts as rowProductsKernel } from "../kernels/row-products.ts";
import { productError } from "./product-error.ts";

/** By how much these products can be off on the device, for rows of length 1. */
export const rowProductError = (device: Device, dims: number): number =>
  productError(dims, device.productInputs?.(rowProductsKernel));

/**
 * The product of each row of `a` with each row of `b`, row-major; `dims` is a multiple of 4.
 * `aCapacity` is the most rows that `a` can have.
 */
export function rowProducts(
  graph: Graph,
  a: Ref<"f32">,
  b: Ref<"f32">,
  aCapacity: number,
  { aRows, bRows, dims }: { readonly aRows: Scalar; readonly bRows: number; readonly dims: number },
): Ref<"f32"> {
  const products = graph.scratch("products", "f32", aCapacity * bRows);
  graph.dispatch(rowProductsKernel, { a, b, products }, { aRows, bRows, dims });
  return products;
}
