// Installs what package-lock.json asks for when it is not there, then runs a script with the Node
// pinned in package.json. Plain JavaScript, because any Node 20 may be what starts it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const windows = process.platform === "win32";

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function must(command, args) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: windows && command === "npm",
  });
  if (status !== 0) process.exit(status ?? 1);
}

const packages = (path) => JSON.parse(readFileSync(root + path, "utf8")).packages;

/** Whether the packages there are those of the lock file; what is optional may be absent. */
function installed() {
  if (!existsSync(`${root}node_modules/.package-lock.json`)) return false;
  const found = packages("node_modules/.package-lock.json");
  return Object.entries(packages("package-lock.json")).every(
    ([path, { version, optional }]) =>
      path === "" || (found[path] ? found[path].version === version : optional === true),
  );
}

if (!installed()) {
  const modules = lstatSync(`${root}node_modules`, { throwIfNoEntry: false });
  // npm ci empties the folder behind a link, which is that of another checkout.
  if (modules?.isSymbolicLink()) stop("node_modules is a link, and not up to date: remove it.");
  must("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
}
const node = `${root}node_modules/node/bin/node${windows ? ".exe" : ""}`;
if (!existsSync(node)) {
  stop("The package node has no binary, as when npm runs no install scripts: npm rebuild node");
}
must(node, [`${root}scripts/build-wasm.ts`]);

const [script, ...args] = process.argv.slice(2);
const hooks = new URL("wgsl-hooks.ts", import.meta.url).href;
const child = spawn(node, ["--import", hooks, root + script, ...args], { stdio: "inherit" });
// The child gets the terminal's signals itself and decides what they mean.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
child.on("exit", (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
