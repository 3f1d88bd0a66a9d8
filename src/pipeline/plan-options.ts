import { option } from "../core/option.ts";

const notEmpty = (value: string): string | undefined =>
  value === "" ? "a text that is not empty" : undefined;

const text = (doc: string) => option.string(doc, { default: undefined, check: notEmpty });

/** The keys of a plan file besides `stages` and `device`. */
export const planOptions = {
  inputs: option.strings("Files, folders, globs or URLs", {
    check: (value) => (value.length === 0 ? "a list of files, folders, globs or URLs" : undefined),
  }),
  out: text("Folder for the results"),
  format: text("Format of the inputs, instead of looking at them"),
  to: text("Format of data/; that of the inputs when absent"),
  index: text("Folder with what earlier runs saw: it is compared with, and added to"),
  against: option.oneOf("What the rows of the inputs are compared with", ["all", "index", "self"], {
    default: "all",
  }),
  strict: option.boolean("A row that cannot be read fails the run"),
  skipBadFiles: option.boolean("List files that cannot be read, and go on"),
};

/** The keys of `device` in a plan file. */
export const deviceOptions = {
  prefer: option.oneOf(
    "The backend to use; auto takes a GPU where there is one",
    ["auto", "cuda", "webgpu", "wasm", "cpu"],
    { default: "auto" },
  ),
  adapter: text("Part of the name of the GPU to use"),
  memoryFraction: option.number("Share of the device memory to use", {
    default: undefined,
    min: 0.01,
    max: 1,
  }),
  memoryBytes: option.number("Bytes of device memory to use, instead of a share", {
    default: undefined,
    min: 1,
    integer: true,
  }),
  threads: option.number("Threads of the wasm device; one per core when absent", {
    default: undefined,
    min: 1,
    integer: true,
  }),
};
