import { typeName } from "./type-name.ts";
import {
  Binary,
  type Data,
  DataType,
  type Dictionary,
  Field,
  FixedSizeList,
  List,
  makeData,
  Map_,
  RecordBatch,
  Schema,
  Struct,
  Utf8,
} from "apache-arrow";
import { UnsupportedError } from "../core/errors.ts";

/** Rows `[from, to)` of a column; nulls where there are no data. */
export interface Piece {
  readonly data: Data | undefined;
  readonly from: number;
  readonly to: number;
}

/**
 * The type a column has once it is plain: dictionaries are unfolded, and the large and view forms of
 * text, bytes and lists become the usual ones.
 */
function plainType(type: DataType): DataType {
  if (DataType.isDictionary(type)) return plainType(type.dictionary);
  if (DataType.isLargeUtf8(type) || DataType.isUtf8View(type)) return new Utf8();
  if (DataType.isLargeBinary(type) || DataType.isBinaryView(type)) return new Binary();
  if (DataType.isList(type) || DataType.isLargeList(type)) {
    return new List(plainField(type.children[0]!));
  }
  if (DataType.isFixedSizeList(type)) {
    return new FixedSizeList(type.listSize, plainField(type.children[0]!));
  }
  if (DataType.isStruct(type)) return new Struct(type.children.map(plainField));
  if (DataType.isMap(type)) {
    const entries = plainField(type.children[0]!) as ConstructorParameters<typeof Map_>[0];
    return new Map_(entries, type.keysSorted);
  }
  return type;
}

function plainField(field: Field): Field {
  return new Field(field.name, plainType(field.type), field.nullable, field.metadata);
}

/** A schema of plain types, without what its file says about itself. */
export function plainSchema(schema: Schema): Schema {
  return new Schema(schema.fields.map(plainField));
}

/** A batch with the columns of a plain schema, by name; buffers are shared where they can be. */
export function plainBatch(batch: RecordBatch, schema: Schema): RecordBatch {
  const children = schema.fields.map((field) => {
    const index = batch.schema.fields.findIndex(({ name }) => name === field.name);
    const data = batch.data.children[index]!;
    return typeName(plainType(data.type)) === typeName(data.type)
      ? data
      : gather(data.type, [{ data, from: 0, to: data.length }]);
  });
  return batchOf(schema, children, batch.numRows);
}

/** A batch of columns of one length. */
export function batchOf(schema: Schema, children: Data[], length: number): RecordBatch {
  const type = new Struct(schema.fields);
  return new RecordBatch(schema, makeData({ type, length, nullCount: 0, children }));
}

/** The rows of all pieces in one column of the plain type, copied. */
export function gather(type: DataType, pieces: readonly Piece[]): Data {
  if (DataType.isDictionary(type)) return gather(type.dictionary, unfold(pieces));
  const plain = plainType(type);
  const length = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
  const common = { length, ...validity(pieces, length) };
  if (DataType.isNull(plain)) return makeData({ type: plain, length });
  if (DataType.isBool(plain))
    return makeData({ type: plain, ...common, data: bits(pieces, length) });
  if (DataType.isUtf8(plain)) return makeData({ type: plain, ...common, ...texts(pieces, length) });
  if (DataType.isBinary(plain))
    return makeData({ type: plain, ...common, ...texts(pieces, length) });
  if (DataType.isStruct(plain)) {
    const children = plain.children.map((_, c) => child(type, c, pieces));
    return makeData({ type: plain, ...common, children });
  }
  if (DataType.isFixedSizeList(plain)) {
    const size = plain.listSize;
    const items = pieces.map(({ data, from, to }) => ({ data, from: from * size, to: to * size }));
    return makeData({ type: plain, ...common, child: child(type, 0, items) });
  }
  if (DataType.isList(plain))
    return makeData({ type: plain, ...common, ...itemsOf(type, pieces, length) });
  if (DataType.isMap(plain)) {
    return makeData({ type: plain, ...common, ...itemsOf(type, pieces, length) } as never);
  }
  if (DataType.isUnion(plain)) {
    throw new UnsupportedError(`A column of type ${typeName(type)} cannot be written.`, {
      rule: "a column holds values of one type",
      fix: "leave the column out",
    });
  }
  return makeData({ type: plain, ...common, data: fixedWidth(pieces, length) } as never);
}

const child = (type: DataType, c: number, pieces: readonly Piece[]): Data =>
  gather(
    type.children[c]!.type,
    pieces.map(({ data, from, to }) => ({ data: data?.children[c], from, to })),
  );

function validity(
  pieces: readonly Piece[],
  length: number,
): { nullCount: number; nullBitmap?: Uint8Array } {
  if (pieces.every(({ data }) => data && data.nullCount === 0)) return { nullCount: 0 };
  const nullBitmap = new Uint8Array((length + 7) >> 3);
  let row = 0;
  let valid = 0;
  for (const { data, from, to } of pieces) {
    for (let i = from; i < to; i++, row++) {
      if (!data?.getValid(i)) continue;
      nullBitmap[row >> 3]! |= 1 << (row & 7);
      valid++;
    }
  }
  return valid === length ? { nullCount: 0 } : { nullCount: length - valid, nullBitmap };
}

function bits(pieces: readonly Piece[], length: number): Uint8Array {
  const all = new Uint8Array((length + 7) >> 3);
  let row = 0;
  for (const { data, from, to } of pieces) {
    const values = data?.values as Uint8Array | undefined;
    for (let i = from; i < to; i++, row++) {
      const at = i + (data?.offset ?? 0);
      if (values && (values[at >> 3]! >> (at & 7)) & 1) all[row >> 3]! |= 1 << (row & 7);
    }
  }
  return all;
}

type Values = Uint8Array | Int32Array | Float64Array;

function fixedWidth(pieces: readonly Piece[], length: number): Values {
  const first = pieces.find(({ data }) => data)?.data;
  if (!first) return new Uint8Array(0);
  const { stride } = first;
  const type = (first.values as Values).constructor as new (length: number) => Values;
  const all = new type(length * stride);
  let row = 0;
  for (const { data, from, to } of pieces) {
    if (data) all.set((data.values as Values).subarray(from * stride, to * stride), row * stride);
    row += to - from;
  }
  return all;
}

/** Offsets and bytes of text or bytes in any of their forms. */
function texts(
  pieces: readonly Piece[],
  length: number,
): { valueOffsets: Int32Array; data: Uint8Array } {
  const valueOffsets = new Int32Array(length + 1);
  const parts: Uint8Array[] = [];
  let row = 0;
  let end = 0;
  for (const { data, from, to } of pieces) {
    if (!data) valueOffsets.fill(end, row + 1, row + 1 + to - from);
    else if (DataType.isUtf8View(data.type) || DataType.isBinaryView(data.type)) {
      for (let i = from; i < to; i++) {
        const bytes = viewBytes(data, i);
        parts.push(bytes);
        end += bytes.length;
        valueOffsets[row + 1 + i - from] = end;
      }
    } else {
      const offsets = data.valueOffsets as ArrayLike<number | bigint>;
      const base = Number(offsets[from]);
      for (let i = from; i < to; i++) {
        valueOffsets[row + 1 + i - from] = end + Number(offsets[i + 1]) - base;
      }
      const last = Number(offsets[to]);
      parts.push((data.values as Uint8Array).subarray(base, last));
      end += last - base;
    }
    row += to - from;
  }
  const bytes = new Uint8Array(end);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { valueOffsets, data: bytes };
}

const none = new Uint8Array(0);

/** The bytes of a view: in the view itself when they are few, else in one of the buffers. */
function viewBytes(data: Data, i: number): Uint8Array {
  if (!data.getValid(i)) return none;
  const views = data.values as Uint8Array;
  const view = new DataView(views.buffer, views.byteOffset + i * 16, 16);
  const length = view.getInt32(0, true);
  if (length <= 12) return views.subarray(i * 16 + 4, i * 16 + 4 + length);
  const buffer = data.variadicBuffers[view.getInt32(8, true)]!;
  const start = view.getInt32(12, true);
  return buffer.subarray(start, start + length);
}

/** Offsets and items of lists. */
function itemsOf(
  type: DataType,
  pieces: readonly Piece[],
  length: number,
): { valueOffsets: Int32Array; child: Data } {
  const valueOffsets = new Int32Array(length + 1);
  let row = 0;
  let end = 0;
  const inner = pieces.map(({ data, from, to }): Piece => {
    const offsets = data?.valueOffsets as ArrayLike<number | bigint> | undefined;
    const base = offsets ? Number(offsets[from]) : 0;
    for (let i = from; i < to; i++) {
      valueOffsets[++row] = end + (offsets ? Number(offsets[i + 1]) - base : 0);
    }
    const last = offsets ? Number(offsets[to]) : 0;
    end += last - base;
    return { data, from: base, to: last };
  });
  return { valueOffsets, child: child(type, 0, inner) };
}

/** Rows of dictionary columns as rows of the dictionaries. */
function unfold(pieces: readonly Piece[]): Piece[] {
  const rows: Piece[] = [];
  for (const { data, from, to } of pieces) {
    const parts = (data as Data<Dictionary> | undefined)?.dictionary?.data ?? [];
    const indices = data?.values as ArrayLike<number | bigint> | undefined;
    for (let i = from; i < to; i++) {
      if (!indices || !data?.getValid(i)) rows.push({ data: undefined, from: 0, to: 1 });
      else {
        let index = Number(indices[i]);
        let part = 0;
        while (index >= parts[part]!.length) index -= parts[part++]!.length;
        rows.push({ data: parts[part]!, from: index, to: index + 1 });
      }
    }
  }
  return rows;
}
