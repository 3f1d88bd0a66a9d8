import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, launch, type Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderDedupReport } from "../../src/pipeline/report/dedup-report.ts";
import { renderProfileReport } from "../../src/pipeline/report/profile/profile-report.ts";
import { renderValidationReport } from "../../src/pipeline/report/validation-report.ts";
import { auditedReport, dedupReport, edgeReports } from "../support/dedup-report-fixture.ts";
import { validationReport } from "../support/validation-fixture.ts";
import { profiles } from "../support/profile-fixture.ts";

const chromium = [
  process.env["CHROMIUM_PATH"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
].find((path) => path !== undefined && existsSync(path));

const edges = Object.entries(edgeReports).map(
  ([name, make]) => [name, () => renderDedupReport(make())] as const,
);
const profileEdges = Object.entries(await profiles()).map(
  ([name, pair]) => [`profile of ${name}`, () => renderProfileReport(...pair)] as const,
);
const reports: Record<string, () => string> = {
  "a full run": () => renderDedupReport(dedupReport()),
  ...Object.fromEntries([...edges, ...profileEdges]),
  "a validation": () => renderValidationReport(validationReport()),
  "an audited run": () => renderDedupReport(auditedReport()),
};

const title = chromium
  ? "a report in Chromium"
  : "a report in Chromium (skipped: no Chromium found; name one in CHROMIUM_PATH)";

describe.skipIf(chromium === undefined)(title, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "report-"));
    await Promise.all(
      Object.entries(reports).map(([name, make]) => writeFile(fileOf(name), make())),
    );
    browser = await launch({
      ...(chromium && { executablePath: chromium }),
      userDataDir: join(folder, "profile"),
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const fileOf = (name: string) => join(folder, `${name.replaceAll(" ", "-")}.html`);

  /** The opened page, and what it complained about or asked for. */
  async function open(name: string, width: number, theme: "light" | "dark") {
    const page = await browser.newPage();
    const troubles: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) troubles.push(`request ${request.url()}`);
    });
    page.on("pageerror", (error) => troubles.push(String(error)));
    page.on("console", (message) => troubles.push(`console ${message.text()}`));
    await page.setViewport({ width, height: 900, isMobile: width < 500 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
    await page.goto(pathToFileURL(fileOf(name)).href);
    return { page, troubles, [Symbol.asyncDispose]: () => page.close() };
  }

  const cases = Object.keys(reports).flatMap((name) =>
    [1280, 390].flatMap((width) =>
      (["light", "dark"] as const).map((theme) => [name, width, theme] as const),
    ),
  );

  test.each(cases)("%s fits %d pixels in the %s theme", async (name, width, theme) => {
    await using opened = await open(name, width, theme);
    const { page, troubles } = opened;
    await openAll(page);
    expect(await sticksOut(page)).toEqual([]);
    expect(await collidingLabels(page)).toEqual([]);
    expect(await smallText(page)).toEqual([]);
    expect(await faintText(page)).toEqual([]);
    expect(troubles).toEqual([]);
  });

  test.each([320, 600, 900, 1024, 1920])(
    "the page does not scroll sideways at %d pixels",
    async (width) => {
      await using opened = await open("huge counts", width, "light");
      await openAll(opened.page);
      expect(await sticksOut(opened.page)).toEqual([]);
      expect(await collidingLabels(opened.page)).toEqual([]);
    },
  );

  test("the theme button turns the page over, and the choice stays", async () => {
    await using opened = await open("a full run", 1280, "light");
    const { page } = opened;
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await ground()).toBe("rgb(246, 248, 248)");
    expect(await page.$eval("#theme", (button) => button.textContent)).toBe("Dark");
    await page.click("#theme");
    expect(await ground()).toBe("rgb(13, 21, 22)");
    await page.reload();
    expect(await ground()).toBe("rgb(13, 21, 22)");
    await page.click("#theme");
    expect(await ground()).toBe("rgb(246, 248, 248)");
  });

  test("the search keeps the clusters that have the words or file names", async () => {
    await using opened = await open("a full run", 1280, "light");
    const { page } = opened;
    const shown = () => page.$$eval(".cluster:not([hidden])", (clusters) => clusters.length);
    const said = () => page.$eval("#cnt", (output) => output.textContent);
    expect(await said()).toBe("12 of 708\u202f347 clusters shown");
    await page.type("#q", "Grey TOWEL");
    expect([await shown(), await said()]).toEqual([2, "2 of 708\u202f347 clusters shown"]);
    await page.type("#q", " from nowhere");
    expect([await shown(), await said()]).toEqual([
      0,
      "No cluster on this page has these words. Search duplicates.parquet instead.",
    ]);
    await page.$eval("input#q", (input) => {
      input.value = "";
      input.dispatchEvent(new Event("input"));
    });
    expect([await shown(), await said()]).toEqual([12, "12 of 708\u202f347 clusters shown"]);
    await page.click("#all");
    expect(await page.$$eval(".cluster[open]", (clusters) => clusters.length)).toBe(12);
    await page.click("#all");
    expect(await page.$$eval(".cluster[open]", (clusters) => clusters.length)).toBe(0);
  });

  test("everything can be read without scripts", async () => {
    await using opened = await open("a full run", 1280, "light");
    const { page } = opened;
    await page.setJavaScriptEnabled(false);
    await page.reload();
    expect(await page.$$eval(".cluster", (clusters) => clusters.length)).toBe(12);
    expect(await page.$eval("#theme", (button) => button.checkVisibility())).toBe(false);
    expect(await page.$eval("#q", (input) => input.checkVisibility())).toBe(false);
  });

  test("it prints on white with everything unfolded, and folds it again", async () => {
    await using opened = await open("a full run", 703, "dark");
    const { page } = opened;
    await page.emulateMediaType("print");
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      "rgb(255, 255, 255)",
    );
    const folded = () => page.$$eval("details:not(.nums,[open])", (details) => details.length);
    const before = await folded();
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    expect(await folded()).toBe(0);
    expect(await sticksOut(page)).toEqual([]);
    expect(await collidingLabels(page)).toEqual([]);
    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    expect(await folded()).toBe(before);
    const pdf = await page.pdf({ format: "A4", printBackground: true });
    expect(new TextDecoder().decode(pdf.slice(0, 5))).toBe("%PDF-");
  });

  test("each control can be reached by key and shows that it has the focus", async () => {
    await using opened = await open("a full run", 1280, "light");
    const { page } = opened;
    const reached = new Set<string>();
    /* oxlint-disable no-await-in-loop -- one key after the other */
    for (let i = 0; i < 24; i++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return undefined;
        const ring = getComputedStyle(element).outlineStyle;
        return { name: element.id || element.textContent.trim().split("\n")[0], ring };
      });
      if (at) {
        expect(at.ring).toBe("solid");
        reached.add(at.name ?? "");
      }
    }
    /* oxlint-enable no-await-in-loop */
    expect([...reached]).toEqual(
      expect.arrayContaining(["Skip to the report", "theme", "q", "all", "Show the numbers"]),
    );
  });
});

async function openAll(page: Page): Promise<void> {
  await page.$$eval("details", (all) => {
    for (const details of all) details.open = true;
  });
}

/** Elements that reach over the right edge of the page, unless they scroll by themselves. */
async function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const wide = document.documentElement.scrollWidth > width ? ["the page scrolls"] : [];
    for (const element of document.querySelectorAll("body *")) {
      const box = element.getBoundingClientRect();
      if (box.width > 0 && box.right > width + 1 && !element.closest(".scroll")) {
        wide.push(`${element.tagName} ${element.textContent.trim().slice(0, 30)}`);
      }
    }
    return wide;
  });
}

/** Pairs of labels of one plot that lie on each other, and labels that leave their plot. */
async function collidingLabels(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const hits: string[] = [];
    for (const svg of document.querySelectorAll("svg[role=img]")) {
      const frame = svg.getBoundingClientRect();
      const labels = [...svg.querySelectorAll("text")]
        .map((label) => ({ label: label.textContent, box: label.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0);
      labels.forEach(({ label, box }, i) => {
        if (box.left < frame.left - 3 || box.right > frame.right + 8)
          hits.push(`outside: ${label}`);
        for (const other of labels.slice(i + 1)) {
          const apart =
            box.left >= other.box.right - 1 ||
            other.box.left >= box.right - 1 ||
            box.top >= other.box.bottom - 3 ||
            other.box.top >= box.bottom - 3;
          if (!apart) hits.push(`${label} × ${other.label}`);
        }
      });
    }
    return hits;
  });
}

/** Text drawn at under 12 pixels. */
async function smallText(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const small: string[] = [];
    for (const label of document.querySelectorAll<SVGTextElement>("svg text")) {
      const scale = label.getScreenCTM()?.a ?? 1;
      const size = Number.parseFloat(getComputedStyle(label).fontSize) * scale;
      if (label.getBoundingClientRect().width > 0 && size < 11.95) {
        small.push(`${size} ${label.textContent}`);
      }
    }
    for (const element of document.querySelectorAll("body :not(svg, svg *, script)")) {
      if (Number.parseFloat(getComputedStyle(element).fontSize) < 11.3) small.push(element.tagName);
    }
    return small;
  });
}

/** Words whose contrast to what is behind them is under 4.5. */
async function faintText(page: Page): Promise<string[]> {
  const seen = await page.evaluate(() => {
    const found: [words: string, ink: string, ground: string][] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const words = walker.currentNode.textContent?.trim() ?? "";
      const element = walker.currentNode.parentElement;
      if (words === "" || !element || element.closest("svg,script,.vh")) continue;
      let behind: Element | null = element;
      let ground = "rgba(0, 0, 0, 0)";
      while (behind && ground === "rgba(0, 0, 0, 0)") {
        ground = getComputedStyle(behind).backgroundColor;
        behind = behind.parentElement;
      }
      found.push([words.slice(0, 30), getComputedStyle(element).color, ground]);
    }
    return found;
  });
  expect(seen.length).toBeGreaterThan(40);
  return seen.filter(([, ink, ground]) => contrast(ink, ground) < 4.5).map(String);
}

/** WCAG 2, of two colours as `rgb(…)`. */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [a, b].map(luminance).toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((text) => {
    const value = Number(text) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
