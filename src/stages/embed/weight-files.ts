/** Messages of an ONNX model by the fields of those that tensors are in. */
const FIELDS = {
  model: { 7: "graph", 25: "function" },
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  function: { 7: "node" },
  node: { 5: "attribute" },
  attribute: {
    ...{ 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  },
  sparse: { 1: "tensor", 2: "tensor" },
  tensor: { 13: "entry" },
  entry: { 1: "key", 2: "value" },
} as const satisfies Readonly<Record<string, Readonly<Record<number, string>>>>;

type Message = keyof typeof FIELDS;

/**
 * The files beside an ONNX file that its weights are in, as it names them, in the order of their
 * names. Of bytes that are no model: whatever is found before they make no sense.
 */
export function weightFiles(onnx: Uint8Array): string[] {
  const files = new Set<string>();
  collect(onnx, "model", files);
  return [...files].toSorted();
}

function collect(bytes: Uint8Array, message: Message, files: Set<string>): void {
  const texts: Record<string, string> = {};
  for (const [field, content] of messages(bytes)) {
    const kind = (FIELDS[message] as Readonly<Record<number, string>>)[field];
    if (kind === undefined) continue;
    if (kind in FIELDS) collect(content, kind as Message, files);
    else texts[kind] = new TextDecoder().decode(content);
  }
  if (texts["key"] === "location") files.add(texts["value"] ?? "");
}

/** The fields of a protobuf message that have a length, by their numbers. */
function* messages(bytes: Uint8Array): Generator<[field: number, content: Uint8Array]> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    const tag = varint();
    const wire = tag % 8;
    if (wire === 0) varint();
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else if (wire === 2) {
      const length = varint();
      if (!(at + length <= bytes.length)) return;
      yield [Math.floor(tag / 8), bytes.subarray(at, at + length)];
      at += length;
    } else return;
  }
}
