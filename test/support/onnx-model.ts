/** Bytes of a protobuf message, in the parts they were made of. */
type Message = readonly Uint8Array[];

const TYPES = { float32: 1, int64: 7 } as const;
type ElementName = keyof typeof TYPES;
type Dims = readonly (number | string)[];
type Attribute = number | bigint | string | readonly bigint[];

/** Writes an ONNX model: the few parts of the format that encoders need, as protobuf has them. */
export class OnnxModel {
  readonly #nodes: Message[] = [];
  readonly #constants: Message[] = [];
  readonly #inputs: Message[] = [];
  readonly #outputs: Message[] = [];
  #names = 0;

  input(name: string, type: ElementName, dims: Dims): string {
    this.#inputs.push(valueInfo(name, type, dims));
    return name;
  }

  output(name: string, from: string, dims: Dims): void {
    this.#nodes.push(node("Identity", [from], [name], {}));
    this.#outputs.push(valueInfo(name, "float32", dims));
  }

  /** A tensor in the model, or, with the name of a file, in that file from its start on. */
  constant(data: Float32Array | BigInt64Array, dims: readonly number[], file?: string): string {
    const name = `constant_${this.#names++}`;
    const type = data instanceof Float32Array ? TYPES.float32 : TYPES.int64;
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const tensor = [
      ...dims.map((dim) => varintField(1, BigInt(dim))),
      varintField(2, BigInt(type)),
      ...field(8, [text(name)]),
      ...(file === undefined ? field(9, [raw]) : stored(file, raw.length)),
    ];
    this.#constants.push(tensor);
    return name;
  }

  /** A list of integers, as shapes, axes and bounds are given. */
  integers(...values: readonly number[]): string {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  scalar(value: number): string {
    return this.constant(Float32Array.of(value), []);
  }

  /** An operator of one output, which is returned. Whole numbers as attributes are bigints. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    const output = `value_${this.#names++}`;
    this.#nodes.push(node(operator, inputs, [output], attributes));
    return output;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const graph = [
      ...this.#nodes.flatMap((each) => field(1, each)),
      ...field(2, [text("encoder")]),
      ...this.#constants.flatMap((each) => field(5, each)),
      ...this.#inputs.flatMap((each) => field(11, each)),
      ...this.#outputs.flatMap((each) => field(12, each)),
    ];
    const opset = [...field(1, [text("")]), varintField(2, 17n)];
    return joined([varintField(1, 8n), ...field(7, graph), ...field(8, opset)]);
  }
}

/** Says where the numbers of a tensor are. */
function stored(file: string, length: number): Message {
  const entries = { location: file, offset: "0", length: String(length) };
  return [
    ...Object.entries(entries).flatMap(([key, value]) =>
      field(13, [...field(1, [text(key)]), ...field(2, [text(value)])]),
    ),
    varintField(14, 1n),
  ];
}

function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>>,
): Message {
  return [
    ...inputs.flatMap((name) => field(1, [text(name)])),
    ...outputs.flatMap((name) => field(2, [text(name)])),
    ...field(4, [text(operator)]),
    ...Object.entries(attributes).flatMap(([name, value]) => field(5, attribute(name, value))),
  ];
}

function attribute(name: string, value: Attribute): Message {
  const named = field(1, [text(name)]);
  if (typeof value === "number") {
    const float = new Uint8Array(Float32Array.of(value).buffer);
    return [...named, varint(BigInt((2 << 3) | 5)), float, varintField(20, 1n)];
  }
  if (typeof value === "bigint") return [...named, varintField(3, value), varintField(20, 2n)];
  if (typeof value === "string") {
    return [...named, ...field(4, [text(value)]), varintField(20, 3n)];
  }
  return [...named, ...value.map((each) => varintField(8, each)), varintField(20, 7n)];
}

function valueInfo(name: string, type: ElementName, dims: Dims): Message {
  const shape = dims.flatMap((dim) =>
    field(1, typeof dim === "string" ? field(2, [text(dim)]) : [varintField(1, BigInt(dim))]),
  );
  const tensor = [varintField(1, BigInt(TYPES[type])), ...field(2, shape)];
  return [...field(1, [text(name)]), ...field(2, field(1, tensor))];
}

/** A field with a length in front. */
function field(number: number, message: Message): Message {
  const length = message.reduce((sum, part) => sum + part.length, 0);
  return [varint(BigInt((number << 3) | 2)), varint(BigInt(length)), ...message];
}

function varintField(number: number, value: bigint): Uint8Array {
  return joined([varint(BigInt(number << 3)), varint(value)]);
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Uint8Array.of(...bytes, Number(rest));
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function joined(parts: Message): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
