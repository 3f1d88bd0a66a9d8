import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderDocs } from "../../scripts/docs.ts";

const rendered = await renderDocs();

test.each([...rendered])(
  "%s says what the declarations say; else npm run docs:tables",
  (path, text) => {
    expect(existsSync(path) ? readFileSync(path, "utf8") : "").toBe(text);
  },
);
