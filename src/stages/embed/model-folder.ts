import { FileError, FormatError, OptionError, UnsupportedError } from "../../core/errors.ts";
import type { ModelFile } from "./model-libraries.ts";
import type { PoolingMode } from "./pooling.ts";
import { poolingOf } from "./pooling.ts";
import { weightFiles } from "./weight-files.ts";

/** What is read of a sentence-transformers folder: the files, and what they say of the encoder. */
export interface ModelFolder {
  readonly onnx: ModelFile;
  readonly tokenizer: object;
  readonly tokenizerConfig: object;
  readonly padId: number;
  /** Most tokens of a text, special ones included. */
  readonly maxTokens: number;
  readonly lowerCase: boolean;
  readonly pooling: PoolingMode;
  /** Whether the model's own last step makes its vectors unit vectors. */
  readonly normalizes: boolean;
  /** Steps after pooling that are not in an ONNX file of the tokens' vectors. */
  readonly otherSteps: readonly string[];
  /** SHA-256 of each file that was read, by its path in the folder. */
  readonly digests: Readonly<Record<string, string>>;
}

export interface ModelFolderRequest {
  /** A folder, or the URL of one. */
  readonly folder: string;
  /** The ONNX file in it, instead of those that are usual. */
  readonly file: string | undefined;
  /** What the SHA-256 of the ONNX file, and then of each file of weights, must be; any where empty. */
  readonly digest: readonly string[];
  readFile(path: string): Promise<Uint8Array>;
}

const ONNX_FILES = ["onnx/model.onnx", "model.onnx"];
/** The limit of a tokenizer that knows none is a number beyond any text. */
const NO_LIMIT = 1e6;
const DEFAULT_TOKENS = 512;

type Json = Readonly<Record<string, unknown>>;

/** Reads and checks the files of a model; nothing is fetched that the folder does not hold. */
export async function readModelFolder(request: ModelFolderRequest): Promise<ModelFolder> {
  const digests: Record<string, string> = {};
  const path = (name: string): string => `${request.folder.replace(/\/+$/, "")}/${name}`;
  const find = async (name: string): Promise<Uint8Array | undefined> => {
    try {
      const bytes = await request.readFile(path(name));
      digests[name] = await sha256(bytes);
      return bytes;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
  const json = async (name: string): Promise<Json | undefined> => {
    const bytes = await find(name);
    return bytes && parse(bytes, path(name));
  };

  const tokenizer = await json("tokenizer.json");
  if (!tokenizer) throw noTokenizer(request.folder);
  const onnx = await findOnnx(request, path, find);
  const beside = onnx.path.slice(0, onnx.path.lastIndexOf("/") + 1);
  const weights: ModelFile["weights"][number][] = [];
  for (const name of weightFiles(onnx.bytes)) {
    const data = isBeside(name) ? await find(beside + name) : undefined;
    if (!data) throw noWeights(path(onnx.path), name);
    weights.push({ path: name, data });
  }
  checkDigests(request, [onnx.path, ...weights.map((each) => beside + each.path)], digests);
  const tokenizerConfig = (await json("tokenizer_config.json")) ?? {};
  const config = (await json("config.json")) ?? {};
  const sentence = (await json("sentence_bert_config.json")) ?? {};
  const modules = await moduleTypes(find, path("modules.json"));
  const pooling = await json("1_Pooling/config.json");
  return {
    onnx: { ...onnx, path: path(onnx.path), weights },
    tokenizer,
    tokenizerConfig,
    padId: padIdOf(tokenizer, tokenizerConfig),
    maxTokens: maxTokensOf(sentence, tokenizerConfig, config),
    lowerCase: sentence["do_lower_case"] === true,
    pooling: pooling ? poolingOf(pooling, path("1_Pooling/config.json")) : "mean",
    normalizes: modules.includes("Normalize"),
    otherSteps: modules.filter((type) => !["Transformer", "Pooling", "Normalize"].includes(type)),
    digests,
  };
}

async function findOnnx(
  { folder, file }: ModelFolderRequest,
  path: (name: string) => string,
  find: (name: string) => Promise<Uint8Array | undefined>,
): Promise<Omit<ModelFile, "weights">> {
  const names = file === undefined ? ONNX_FILES : [file];
  for (const name of names) {
    const bytes = await find(name);
    if (bytes) return { path: name, bytes };
  }
  throw new FileError(
    `${folder} has no ONNX model: ${names.map(path).join(" and ")} do not exist.`,
    {
      where: folder,
      rule: "an encoder is run from an ONNX file",
      fix: "export one, as with: optimum-cli export onnx --model NAME FOLDER; or name it with --model-file",
    },
  );
}

function checkDigests(
  { digest, folder }: ModelFolderRequest,
  files: readonly string[],
  digests: Readonly<Record<string, string>>,
): void {
  if (digest.length === 0) return;
  if (digest.length !== files.length) {
    throw new OptionError(
      "embed.digest",
      `${folder} has a model in ${files.length} files, and ${digest.length} digests are given.`,
      {
        where: files.join(", "),
        rule: "each file has its digest, that of the ONNX file comes first",
        fix: "--digest SHA256,SHA256",
      },
    );
  }
  for (const [i, name] of files.entries()) {
    if (digest[i]!.toLowerCase() === digests[name]) continue;
    throw new OptionError("embed.digest", `${folder}/${name} has the SHA-256 ${digests[name]}.`, {
      rule: `it must be ${digest[i]}`,
      fix: "fetch the file again from where the digest is from, or correct the digest",
    });
  }
}

/** Whether a model names a file in its own folder, or below. */
function isBeside(name: string): boolean {
  return name !== "" && !/^[/\\]|^[a-z]+:/i.test(name) && !name.split(/[/\\]/).includes("..");
}

function noWeights(onnx: string, name: string): FileError {
  return new FileError(`${onnx} has weights in ${name}, which is not beside it.`, {
    where: onnx,
    rule: "what a model is made of is read from its own folder",
    fix: `put ${name} beside it, as it was exported or published`,
  });
}

function noTokenizer(folder: string): FileError {
  return new FileError(`${folder} is no model folder: it has no tokenizer.json.`, {
    where: folder,
    rule: "an encoder is hash, or a folder of a sentence-transformers model with its tokenizer.json",
    fix: "check the path; a model is fetched with: git clone, or huggingface-cli download, beforehand",
  });
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof FileError)) return false;
  const { code } = (error.cause ?? {}) as { readonly code?: unknown };
  return code === "ENOENT" || code === "ENOTDIR" || /the server answered 404/.test(error.message);
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function parse(bytes: Uint8Array, path: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new FormatError("json", path, undefined, `${path} is not JSON: ${String(cause)}.`, {
      fix: "fetch the file again; a text that begins with 'version' stands for one in Git LFS",
      cause,
    });
  }
  if (typeof value === "object" && value !== null) return value as Json;
  throw new FormatError("json", path, undefined, `${path} does not hold a JSON object.`);
}

/** Names of the model's steps without their packages: Transformer, Pooling, Normalize. */
async function moduleTypes(
  find: (name: string) => Promise<Uint8Array | undefined>,
  path: string,
): Promise<string[]> {
  const bytes = await find("modules.json");
  if (!bytes) return [];
  return Object.values(parse(bytes, path)).map((step) => {
    const { type } = Object(step) as { readonly type?: unknown };
    if (typeof type === "string") return type.slice(type.lastIndexOf(".") + 1);
    throw new FormatError("json", path, undefined, `${path} has a step without a type.`);
  });
}

function maxTokensOf(sentence: Json, tokenizer: Json, config: Json): number {
  const limits = [
    sentence["max_seq_length"],
    tokenizer["model_max_length"],
    config["max_position_embeddings"],
  ].filter((limit): limit is number => typeof limit === "number" && limit > 0 && limit < NO_LIMIT);
  return limits.length > 0 ? Math.min(...limits) : DEFAULT_TOKENS;
}

/** The id of the token that fills up rows; some models look for it. */
function padIdOf(tokenizer: Json, config: Json): number {
  const padding = tokenizer["padding"] as { readonly pad_id?: unknown } | null | undefined;
  if (typeof padding?.pad_id === "number") return padding.pad_id;
  const named = config["pad_token"] as string | { readonly content?: string } | undefined;
  const content = (typeof named === "string" ? named : named?.content) ?? "[PAD]";
  const added = (tokenizer["added_tokens"] ?? []) as readonly { content: string; id: number }[];
  return added.find((token) => token.content === content)?.id ?? 0;
}

/** Refuses steps that nothing here computes. */
export function refuseOtherSteps({ otherSteps, onnx }: ModelFolder): void {
  if (otherSteps.length === 0) return;
  throw new UnsupportedError(
    `The model has the steps ${otherSteps.join(", ")} after its pooling.`,
    {
      where: onnx.path,
      rule: "only Transformer, Pooling and Normalize are computed here",
      fix: "export it with its last steps in it, so that its ONNX file has the output sentence_embedding",
    },
  );
}
