import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { version } from "../src/core/version.ts";

const ignored = /^(\.git|node_modules|build|dist|out|docs\/api)$|\.generated\.ts$/;

function* walk(folder: string): Iterable<string> {
  for (const entry of readdirSync(folder || ".", { withFileTypes: true })) {
    const path = folder + entry.name;
    if (ignored.test(path)) continue;
    if (entry.isDirectory()) yield* walk(`${path}/`);
    else yield path;
  }
}

/** Every file but those that .gitignore names. */
const files = [...walk("")];

test("the root holds what it must and nothing else", () => {
  const root = new Set(files.map((path) => path.split("/")[0]!));
  expect([...root].toSorted()).toEqual(
    [
      ...[".ci", ".dependency-cruiser.js", ".gitignore", ".oxfmtrc.json", ".oxlintrc.json"],
      ...["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md"],
      ...[
        "bench",
        "docs",
        "formats-wasm",
        "kernels-cuda",
        "kernels-wasm",
        "profile-wasm",
        "scripts",
        "shaders",
        "src",
        "test",
      ],
      ...["knip.json", "package-lock.json", "package.json"],
      ...["tsconfig.json", "tsdown.config.ts", "typedoc.json", "vitest.config.ts"],
    ].toSorted(),
  );
});

test("no source has a name under which anything goes", () => {
  const vague = /(^|\/|-)(utils?|helpers?|misc|manager|impl)([-./]|$)|(^|\/)(common|base)[./]/i;
  expect(files.filter((path) => path.startsWith("src/") && vague.test(path))).toEqual([]);
});

test("no class or interface is called a Manager, a Helper or a Base", () => {
  const vague = /\b(?:class|interface|type) (\w*(?:Manager|Helper|Utils?|Impl)|Base[A-Z]\w*)\b/g;
  const found = files
    .filter((path) => /^(src|bench|scripts)\/.*\.ts$/.test(path))
    .flatMap((path) => [...readFileSync(path, "utf8").matchAll(vague)].map(([text]) => text));
  expect(found).toEqual([]);
});

test("no file names a folder of one machine", () => {
  const home = new RegExp(String.raw`(^|[\s"'\x60(=:])/(home|Users|root|work)/\w`, "m");
  const texts = files.filter((path) =>
    /\.(c?[jt]s|mjs|md|json|wgsl|ya?ml|run)$|\.ci\/run$/.test(path),
  );
  const found = texts.filter((path) => home.test(readFileSync(path, "utf8")));
  expect(found).toEqual([]);
});

describe("the version", () => {
  test("is the same in package.json, in the code and on top of the changelog", () => {
    const [, newest] = /^## (\S+)/m.exec(readFileSync("CHANGELOG.md", "utf8"))!;
    expect([version, newest]).toEqual([packageJson.version, packageJson.version]);
  });
});

test("documents link to files that exist", () => {
  const known = new Set(files);
  const broken = files
    .filter((path) => path.endsWith(".md"))
    .flatMap((path) => {
      const folder = path.slice(0, -basename(path).length);
      return [...readFileSync(path, "utf8").matchAll(/\]\((?!https?:)([^)#]+)/g)]
        .map(([, target]) => new URL(target!, `file:///${folder}`).pathname.slice(1))
        .filter((target) => !known.has(target))
        .map((target) => `${path}: ${target}`);
    });
  expect(broken).toEqual([]);
});
