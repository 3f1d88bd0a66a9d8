import type { DataType } from "apache-arrow";

/** The name of an Arrow type, such as `List<Float64>`; equal names mean equal types. */
export function typeName(type: DataType | undefined): string {
  return `${type as unknown as string | undefined}`;
}
