import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { launch } from "puppeteer-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { wgsl } from "../../scripts/wgsl-plugin.ts";

const executablePath = "/usr/bin/chromium";
const present = existsSync(executablePath);
if (!present) {
  process.stderr.write(
    `No browser is tested: there is no ${executablePath}. On Debian: apt-get install chromium\n`,
  );
}

const suites = readdirSync("test/kernels").filter((name) => name.endsWith(".test.ts"));
const pageModules = {
  vitest: fileURLToPath(new URL("browser/vitest.ts", import.meta.url)),
  devices: fileURLToPath(new URL("browser/devices.ts", import.meta.url)),
  sharedMemory: fileURLToPath(new URL("browser/shared-memory.ts", import.meta.url)),
};

/** One module with the suites of all kernels, which find their device in the page. */
async function bundle(): Promise<string> {
  const entry = "\0suites";
  const replaced: Readonly<Record<string, string>> = {
    vitest: pageModules.vitest,
    "./devices.ts": pageModules.devices,
    suites: entry,
  };
  const result = await build({
    configFile: false,
    logLevel: "warn",
    build: {
      write: false,
      minify: false,
      target: "esnext",
      // What runs for its effects only must stay, whatever package.json says of the sources.
      rolldownOptions: { input: "suites", treeshake: false },
    },
    plugins: [
      wgsl(),
      {
        name: "suites-in-a-page",
        enforce: "pre",
        resolveId: (id) => replaced[id],
        load: (id) =>
          id === entry
            ? [
                ...suites.map((name) => `import ${JSON.stringify(resolve("test/kernels", name))};`),
                `import { runSuite } from "vitest";`,
                `import { incrementShared } from ${JSON.stringify(pageModules.sharedMemory)};`,
                "Object.assign(globalThis, { runSuite, incrementShared });",
              ].join("\n")
            : undefined,
      },
    ],
  });
  const files = [result].flat().flatMap((built) => ("output" in built ? built.output : []));
  return files.map((file) => (file.type === "chunk" ? file.code : "")).join("\n");
}

/** WebGPU is for secure contexts, and shared memory for isolated ones. */
async function serve(code: string): Promise<{ url: string; close: () => void }> {
  const server = createServer(({ url }, response) => {
    const [type, body] =
      url === "/suites.js"
        ? ["text/javascript", code]
        : ["text/html", `<!doctype html><script type="module" src="/suites.js"></script>`];
    response.writeHead(200, {
      "content-type": `${type}; charset=utf-8`,
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  assert(address !== null && typeof address === "object");
  return { url: `http://127.0.0.1:${address.port}/`, close: () => void server.close() };
}

describe.runIf(present)("in Chromium", () => {
  const profile = mkdtempSync(join(tmpdir(), "sluice-chromium-"));
  let server: Awaited<ReturnType<typeof serve>> | undefined;
  let browser: Browser | undefined;
  let page: Page;

  beforeAll(async () => {
    server = await serve(await bundle());
    browser = await launch({
      executablePath,
      args: [
        "--headless=new",
        "--no-sandbox",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--enable-unsafe-webgpu",
        "--use-webgpu-adapter=swiftshader",
        `--user-data-dir=${profile}`,
      ],
    });
    page = await browser.newPage();
    await page.goto(server.url, { waitUntil: "networkidle0" });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(profile, { recursive: true, force: true });
  });

  test.each(suites.map((name) => name.replace(".test.ts", "")))(
    "%s does what it does elsewhere",
    async (kernel) => {
      expect(await page.evaluate(`runSuite("${kernel} on webgpu")`)).toEqual([]);
    },
  );

  test.each([1000, 2 ** 21])("%i words of shared memory arrive and come back", async (count) => {
    expect(await page.evaluate(`incrementShared(${count})`)).toBe(0);
  });
});
