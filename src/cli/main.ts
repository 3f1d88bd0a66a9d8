#!/usr/bin/env node
import { processShell } from "./process-shell.ts";
import { runCli } from "./program.ts";

const shell = processShell(process.argv.slice(2), async () => import("../node.ts"));
process.exitCode = await runCli(shell);
