import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { format } from "oxfmt";
import { tables } from "./docs-tables.ts";
import { planSchema } from "./plan-schema.ts";
import { profileSchema } from "./profile-schema.ts";
import { validationSchema } from "./validation-schema.ts";

/** Writes what documents say that declarations say already: tables, help, the schemas of YAML files. */
const root = join(import.meta.dirname, "..");

const commands = [
  [],
  ["dedup"],
  ["dedup", "exact"],
  ["dedup", "fuzzy"],
  ["dedup", "refilter"],
  ["run"],
  ["plan"],
  ["embed"],
  ["inspect"],
  ["convert"],
  ["profile"],
  ["validate"],
  ["drift"],
  ["doctor"],
];

const MARKED = /(<!-- generated: ([^>]+) -->\n)[^]*?(<!-- end -->)/g;

async function helpOf(command: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "./scripts/wgsl-hooks.ts", "src/cli/main.ts", ...command, "--help"],
    { cwd: root, env: { ...process.env, NO_COLOR: "1", LANG: "C.UTF-8" } },
  );
  return stdout.trimEnd();
}

async function commandLines(): Promise<string> {
  const pages = await Promise.all(
    commands.map(
      async (command) =>
        `## ${["sluice", ...command].join(" ")}\n\n\`\`\`text\n${await helpOf(command)}\n\`\`\``,
    ),
  );
  return pages.join("\n\n");
}

/** The documents as they should be, by path. */
export async function renderDocs(): Promise<Map<string, string>> {
  const help = await commandLines();
  const render = (name: string): string => {
    const text = name === "commands" ? help : tables[name]?.();
    if (text === undefined) throw new Error(`No table is called "${name}".`);
    return text;
  };
  const paths = [
    "README.md",
    ...readdirSync(join(root, "docs"))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ];
  const rendered = new Map<string, string>();
  for (const path of paths) {
    const text = readFileSync(join(root, path), "utf8");
    rendered.set(
      path,
      text.replaceAll(
        MARKED,
        (_, begin: string, name: string, end: string) => `${begin}\n${render(name)}\n\n${end}`,
      ),
    );
  }
  rendered.set("docs/plan.schema.json", JSON.stringify(planSchema()));
  rendered.set("docs/profile.schema.json", JSON.stringify(profileSchema()));
  rendered.set("docs/validation.schema.json", JSON.stringify(validationSchema()));
  const options = JSON.parse(readFileSync(join(root, ".oxfmtrc.json"), "utf8")) as {
    readonly printWidth: number;
  };
  for (const [path, text] of rendered) {
    const { code } = await format(path, text, { printWidth: options.printWidth });
    rendered.set(path, code);
  }
  return rendered;
}

const SAMPLE = /(<!-- sample: demo -->\n)[^]*?(<!-- end -->)/;

/** Puts what the demo prints here into the README; it takes a while. */
async function sampleDemo(): Promise<void> {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ["--import", "./scripts/wgsl-hooks.ts", "scripts/demo.ts"],
    { cwd: root },
  );
  // What Vulkan drivers say comes first, and is theirs.
  const output = `${stderr.slice(stderr.indexOf("sluice ")).trim()}\n${stdout.trim()}`;
  const path = join(root, "README.md");
  const text = readFileSync(path, "utf8");
  writeFileSync(
    path,
    text.replace(
      SAMPLE,
      (_, begin: string, end: string) => `${begin}\n\`\`\`text\n${output}\n\`\`\`\n\n${end}`,
    ),
  );
}

if (import.meta.main) {
  if (process.argv.includes("--demo")) await sampleDemo();
  for (const [path, text] of await renderDocs()) writeFileSync(join(root, path), text);
}
