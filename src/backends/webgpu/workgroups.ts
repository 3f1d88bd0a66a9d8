import { KernelError } from "../../core/errors.ts";
import type { Kernel } from "../../core/kernel.ts";

/**
 * Workgroups as a grid: one row while they fit the limit of a dimension, else rows of equal
 * length. Shaders count `x + y * groups.x` and ignore what is past the end of the last row.
 */
export function workgroupGrid(
  { name, workgroupSize }: Kernel,
  invocations: number,
  limit: number,
): readonly [x: number, y: number] {
  const total = Math.ceil(invocations / workgroupSize);
  const rows = Math.ceil(total / limit);
  if (!Number.isSafeInteger(total) || total < 0 || rows > limit) {
    throw new KernelError(name, `Kernel ${name} cannot run ${invocations} invocations.`, {
      rule: `at most ${limit} x ${limit} workgroups of ${workgroupSize}`,
      fix: "smaller batches",
    });
  }
  return rows === 0 ? [0, 0] : [Math.ceil(total / rows), rows];
}
