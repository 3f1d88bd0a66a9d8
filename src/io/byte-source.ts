/** Bytes by range: a file, a blob, memory, a URL. */
export interface ByteSource {
  /** The path or URL, for messages and for the manifest. */
  readonly name: string;
  readonly byteLength: number;
  /** Bytes `[start, end)`; shorter only where the source ends. */
  read(start: number, end: number): Promise<Uint8Array>;
  /** Fills `target` with the bytes from `start` on; returns how many: fewer only where they end. */
  readonly readInto?: (target: Uint8Array, start: number) => Promise<number>;
  /** All bytes in order, in chunks of the source's choice. */
  stream(signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** The same bytes as a Blob that reads lazily. */
  blob(): Promise<Blob>;
  close(): Promise<void>;
}

/** A folder of sources, for formats that are folders. */
export interface ByteFolder {
  readonly name: string;
  /** Paths of all files in it, relative and with `/`, in the order of their bytes. */
  list(): Promise<readonly string[]>;
  open(path: string): Promise<ByteSource>;
}

/** Where a writer puts bytes, in order. */
export interface ByteSink {
  readonly name: string;
  readonly byteLength: number;
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the output final. Until then nothing exists under its name. */
  close(): Promise<void>;
  /** Removes what was written. */
  abort(): Promise<void>;
}
