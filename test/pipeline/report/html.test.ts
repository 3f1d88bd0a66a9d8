import fc from "fast-check";
import { expect, test } from "vitest";
import {
  escapeHtml,
  Html,
  html,
  type HtmlValue,
  oneLine,
} from "../../../src/pipeline/report/html.ts";

test("values are escaped, markup and lists are not touched twice", () => {
  const inner = html`<b title="${`"quoted" & 'so'`}">${"<i>"}</b>`;
  expect(html`<p>${[inner, 7, undefined, "&"]}</p>`.markup).toBe(
    '<p><b title="&quot;quoted&quot; &amp; &#39;so&#39;">&lt;i&gt;</b>7&amp;</p>',
  );
});

test("no text yields a character that could open or close markup", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const escaped = escapeHtml(text);
      expect(escaped).not.toMatch(/[<>"']/);
      expect(escaped.replace(/&(?:amp|lt|gt|quot|#39);/g, "")).not.toContain("&");
    }),
  );
});

test("an object that only looks like markup is not taken for it", () => {
  const fake: HtmlValue = JSON.parse(`{"markup":"<script>"}`);
  expect(() => html`${fake}`.markup).toThrow(TypeError);
  expect(html`${new Html("<hr>")}`.markup).toBe("<hr>");
});

test("control characters are named, since HTML cannot hold them", () => {
  expect(escapeHtml("a\u0000b\u001b[31m\u007f\u0085")).toBe(String.raw`a\x00b\x1b[31m\x7f\x85`);
  expect(escapeHtml("half \ud800 pair")).toBe("half \ufffd pair");
});

test("line breaks and tabs become signs on one line", () => {
  expect(oneLine("a\r\nb\nc\td\u2028e")).toBe("a↵ b↵ c⇥ d↵ e");
});

test("the indentation of a template is left out, that of a value is not", () => {
  const template = html;
  expect(
    template`<p>
    ${"a\n  b"}
  </p>`.markup,
  ).toBe("<p>\na\n  b\n</p>");
});
