import {
  Field,
  Float32,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  TimestampMicrosecond,
  Utf8,
} from "apache-arrow";

const BATCH_ROWS = 65_536;
const MODES = ["idle", "move", "grip", "release"];

const fields = [
  new Field("time", new TimestampMicrosecond(), false),
  new Field("speed", new Float64(), false),
  new Field("height", new Float64(), false),
  new Field("force", new Float32(), false),
  new Field("current", new Float32(), false),
  new Field("counter", new Int32(), false),
  new Field("mode", new Utf8(), false),
];

export const telemetrySchema = new Schema(fields);

/** What a robot might log at 20 Hz: a clock, readings that are nearly normal, a counter, a mode. */
export function* telemetry(rows: number): Iterable<RecordBatch> {
  let state = 0x9e3779b9;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const bell = (): number => next() + next() + next() - 1.5;
  const encoder = new TextEncoder();
  const modes = MODES.map((mode) => encoder.encode(mode));
  for (let row = 0; row < rows; row += BATCH_ROWS) {
    const length = Math.min(BATCH_ROWS, rows - row);
    const time = BigInt64Array.from({ length }, (_, i) =>
      BigInt(1_700_000_000_000_000 + (row + i) * 50_000 + Math.floor(next() * 900)),
    );
    const offsets = new Int32Array(length + 1);
    const bytes = new Uint8Array(length * 7);
    for (let i = 0; i < length; i++) {
      const mode = modes[Math.floor(next() * 4)]!;
      bytes.set(mode, offsets[i]);
      offsets[i + 1] = offsets[i]! + mode.length;
    }
    const columns = [
      time,
      Float64Array.from({ length }, () => bell() * 2),
      Float64Array.from({ length }, () => 10 + bell()),
      Float32Array.from({ length }, () => bell() * 30),
      Float32Array.from({ length }, () => 1000 + bell()),
      Int32Array.from({ length }, (_, i) => (row + i) % 1000),
    ];
    const children = columns.map((data, c) =>
      makeData({ type: fields[c]!.type, length, data } as never),
    );
    children.push(
      makeData({ type: new Utf8(), length, valueOffsets: offsets, data: bytes }) as never,
    );
    yield new RecordBatch(
      telemetrySchema,
      makeData({ type: new Struct(fields), length, nullCount: 0, children }),
    );
  }
}
