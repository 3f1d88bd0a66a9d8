import { type Data, DataType, type Dictionary, type RecordBatch } from "apache-arrow";

/** Throws where a batch's lengths and offsets do not fit its buffers, as in a damaged file. */
export function checkBatch(batch: RecordBatch): void {
  batch.data.children.forEach((data, c) => {
    const { name } = batch.schema.fields[c]!;
    if (data.length !== batch.numRows) throw misfit(name, "has another length than its batch");
    checkData(name, data);
  });
}

const misfit = (name: string, message: string): Error => new Error(`column ${name} ${message}`);

function checkData(name: string, data: Data): void {
  const { type, length, offset } = data;
  if (DataType.isNull(type) || DataType.isUnion(type)) return;
  const values = data.values as { readonly length: number } | undefined;
  if (data.nullCount > 0 && data.nullBitmap.length * 8 < offset + length) {
    throw misfit(name, "has too few bits for its nulls");
  }
  if (data.valueOffsets && data.valueOffsets.length > 0) {
    const child = data.children[0];
    checkOffsets(name, data, child ? child.length : (values?.length ?? 0));
  } else if (DataType.isFixedSizeList(type)) {
    checkChild(name, data, length * type.listSize);
  } else if (DataType.isStruct(type)) {
    checkChild(name, data, length);
  } else if (DataType.isBool(type)) {
    if (values!.length * 8 < offset + length) throw misfit(name, "has too few values");
  } else if (DataType.isUtf8View(type) || DataType.isBinaryView(type)) checkViews(name, data);
  else if (length > 0 && (values?.length ?? 0) < length * data.stride) {
    throw misfit(name, "has too few values");
  }
  if (DataType.isDictionary(type)) checkIndices(name, data as Data<Dictionary>);
  for (const child of data.children) checkData(name, child);
}

function checkChild(name: string, data: Data, length: number): void {
  for (const child of data.children) {
    if (child.length < length) throw misfit(name, "has too few items");
  }
}

function checkOffsets(name: string, data: Data, end: number): void {
  const offsets = data.valueOffsets as ArrayLike<number | bigint>;
  if (offsets.length < data.length + 1) throw misfit(name, "has too few offsets");
  let before = Number(offsets[0]);
  if (before < 0) throw misfit(name, "has an offset below 0");
  for (let i = 1; i <= data.length; i++) {
    const offset = Number(offsets[i]);
    if (offset < before) throw misfit(name, "has offsets that go back");
    before = offset;
  }
  if (before > end) throw misfit(name, "has an offset behind its values");
}

function checkIndices(name: string, data: Data<Dictionary>): void {
  const indices = data.values as ArrayLike<number | bigint>;
  const size = data.dictionary?.length ?? 0;
  for (let i = 0; i < data.length; i++) {
    const index = Number(indices[i]);
    if ((index < 0 || index >= size) && data.getValid(i)) {
      throw misfit(name, "has an index behind its dictionary");
    }
  }
  for (const part of data.dictionary?.data ?? []) checkData(name, part);
}

function checkViews(name: string, data: Data): void {
  const bytes = data.values as Uint8Array;
  if (bytes.length < data.length * 16) throw misfit(name, "has too few values");
  const views = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const buffers = data.variadicBuffers;
  for (let i = 0; i < data.length; i++) {
    const length = views.getInt32(i * 16, true);
    if (!data.getValid(i) || (length >= 0 && length <= 12)) continue;
    const buffer = buffers[views.getInt32(i * 16 + 8, true)];
    const start = views.getInt32(i * 16 + 12, true);
    if (length < 0 || start < 0 || !buffer || start + length > buffer.length) {
      throw misfit(name, "has a view behind its values");
    }
  }
}
