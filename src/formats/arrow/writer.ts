import { RecordBatchFileWriter, type RecordBatch, type Schema } from "apache-arrow";
import type { ByteSink } from "../../io/byte-source.ts";
import type { Writer } from "../format.ts";
import { Rebatcher } from "../rebatch.ts";

/** Keeps what Arrow writes until it is taken, instead of queueing it without bound. */
class ChunkWriter extends RecordBatchFileWriter {
  chunks: Uint8Array[] = [];

  // oxlint-disable no-underscore-dangle -- the library names what may be overridden so
  protected override _write(chunk: ArrayBufferView): this {
    if (!this._started || chunk.byteLength === 0) return this;
    this.chunks.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this._position += chunk.byteLength;
    return this;
  }
  // oxlint-enable no-underscore-dangle
}

/** Writes an Arrow IPC file; the bytes depend on the rows alone. */
export function arrowWriter(sink: ByteSink, schema: Schema): Writer {
  const rows = new Rebatcher(schema);
  const writer = new ChunkWriter();
  writer.reset(undefined, rows.schema);
  const flush = async (): Promise<void> => {
    const { chunks } = writer;
    writer.chunks = [];
    for (const chunk of chunks) await sink.write(chunk);
  };
  const put = async (batches: Iterable<RecordBatch>): Promise<void> => {
    for (const batch of batches) {
      writer.write(batch);
      await flush();
    }
  };
  return {
    write: (batch) => put(rows.push(batch)),
    async close() {
      await put(rows.end());
      writer.close();
      await flush();
    },
  };
}
