// Installs what package-lock.json asks for when it is not there, then runs a script with the Node
// pinned in package.json. Plain JavaScript, because any Node 20 may be what starts it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const windows = process.platform === "win32";
const modified = (path) => (existsSync(root + path) ? statSync(root + path).mtimeMs : 0);

function must(command, args) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: windows,
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (modified("node_modules/.package-lock.json") < modified("package-lock.json")) {
  must("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
}
const node = `${root}node_modules/node/bin/node${windows ? ".exe" : ""}`;
must(node, [`${root}scripts/build-wasm.ts`]);

const [script, ...args] = process.argv.slice(2);
const hooks = new URL("wgsl-hooks.ts", import.meta.url).href;
const child = spawn(node, ["--import", hooks, root + script, ...args], { stdio: "inherit" });
// The child gets the terminal's signals itself and decides what they mean.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
child.on("exit", (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
