import type { Suite } from "../support/suite.ts";
export const runOnDevice: Suite = async () => ({ tables: [], results: {} });
