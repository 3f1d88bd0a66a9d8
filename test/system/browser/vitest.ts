// As much of Vitest as kernel suites use, for a page: suites are collected, then run by name.

interface Test {
  readonly title: string;
  readonly run: () => unknown;
}

interface Suite {
  readonly tests: Test[];
  readonly after: (() => unknown)[];
}

const suites = new Map<string, Suite>();
let current: Suite = { tests: [], after: [] };

const titled = (title: string, values: readonly unknown[]): string =>
  title.replace("%s", String(values[0]));

export const describe = {
  each:
    <T extends readonly unknown[]>(table: readonly T[]) =>
    (title: string, body: (...values: T) => void): void => {
      for (const values of table) {
        current = { tests: [], after: [] };
        suites.set(titled(title, values), current);
        body(...values);
      }
    },
};

export const test = Object.assign(
  (title: string, run: () => unknown): void => void current.tests.push({ title, run }),
  {
    each:
      <T extends { readonly title: string }>(table: readonly T[]) =>
      (_: string, body: (values: T) => unknown): void => {
        for (const values of table) test(values.title, () => body(values));
      },
  },
);

export function afterAll(run: () => unknown): void {
  current.after.push(run);
}

type List = readonly unknown[] | Uint32Array | Int32Array | Float32Array;

export function expect(actual: List, name = "value"): { toEqual(expected: List): void } {
  return {
    toEqual(expected) {
      const kind = Object.prototype.toString.call(actual);
      if (kind !== Object.prototype.toString.call(expected)) throw new Error(`${name} is ${kind}`);
      const length = Math.max(actual.length, expected.length);
      for (let i = 0; i < length; i++) {
        if (Object.is(actual[i], expected[i])) continue;
        throw new Error(`${name}[${i}] is ${String(actual[i])}, not ${String(expected[i])}`);
      }
    },
  };
}

/** Runs the suite of that name and returns what failed; no such suite is a failure too. */
export async function runSuite(name: string): Promise<string[]> {
  const suite = suites.get(name);
  if (!suite || suite.tests.length === 0) return [`no tests in ${name}`];
  const failures: string[] = [];
  for (const { title, run } of suite.tests) {
    try {
      await run();
    } catch (error) {
      failures.push(`${title}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  for (const run of suite.after) await run();
  return failures;
}
