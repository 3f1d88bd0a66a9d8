import type { Suite } from "../support/suite.ts";
export const runAccuracy: Suite = async () => ({ tables: [], results: {} });
