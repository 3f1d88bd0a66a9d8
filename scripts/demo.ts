import { readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { execute } from "../src/cli/execute.ts";
import { byteSize, exactCount } from "../src/cli/numbers.ts";
import { processShell } from "../src/cli/process-shell.ts";
import { reportError } from "../src/cli/report-error.ts";

/**
 * Removes what repeats from the documentation that npm packages ship, which every checkout has;
 * `npm run demo -- PATH…` does the same for other files, folders and globs of texts.
 */
const root = join(import.meta.dirname, "..");
const DOCUMENTATION = /^(readme|changelog|license|licence|notice)|\.md$|\.d\.[cm]?ts$/i;

function documentation(): string[] {
  const folder = join(root, "node_modules");
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && DOCUMENTATION.test(entry.name))
    .map((entry) => relative(process.cwd(), join(entry.parentPath, entry.name)))
    .toSorted();
}

const paths = process.argv.slice(2);
const own = paths.length > 0;
const inputs = own ? paths : documentation();
const shell = processShell(paths, async () => import("../src/node.ts"));
const byteLength = own ? 0 : inputs.reduce((sum, path) => sum + statSync(path).size, 0);
const texts = `${exactCount(inputs.length)} texts that npm packages ship, ${byteSize(byteLength)}`;

try {
  process.exitCode = await execute(shell, {
    plan: {
      inputs,
      ...(own ? {} : { format: "text" }),
      stages: [
        { name: "exact-dedup", options: { columns: ["text"] } },
        { name: "fuzzy-dedup", options: { column: "text" } },
      ],
      out: relative(process.cwd(), join(root, "out", "demo")),
    },
    run: { force: true },
    answer: { json: false, quiet: false },
    show: 3,
    ...(own ? {} : { title: { label: "demo", text: texts } }),
    next: {
      label: "Try your own data",
      command: "npm run -s sluice -- dedup fuzzy DATA --column text --out out/mine",
    },
  });
} catch (error) {
  process.exitCode = reportError(shell, error);
}
