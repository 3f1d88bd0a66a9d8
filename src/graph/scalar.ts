/** Values known only when a recording runs, by name. */
export type Variables = Readonly<Record<string, number>>;

/** A number of the graph: fixed, or computed from the run's variables. */
export type Scalar = number | ((variables: Variables) => number);

export function resolve(scalar: Scalar, variables: Variables): number {
  return typeof scalar === "number" ? scalar : scalar(variables);
}

/** `change` applied to a scalar, now if it is fixed, else when the recording runs. */
export function derive(scalar: Scalar, change: (value: number) => number): Scalar {
  return typeof scalar === "number" ? change(scalar) : (variables) => change(scalar(variables));
}

/** The run's variable of that name. */
export function variable(name: string): Scalar {
  return (variables) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`internal: no variable "${name}" in this run`);
    return value;
  };
}
