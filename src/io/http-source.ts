import { EngineError, FileError } from "../core/errors.ts";
import type { ByteSource } from "./byte-source.ts";
import { memorySource } from "./memory-source.ts";

export interface HttpOptions {
  readonly fetch?: typeof globalThis.fetch;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A file behind a URL, read by range. Where the server does not serve ranges, the file is fetched
 * once as a whole. A file that changes while it is read is an error.
 */
export async function httpSource(url: string, options: HttpOptions = {}): Promise<ByteSource> {
  const remote = new Remote(url, options);
  const head = await remote.request({ method: "HEAD" });
  const length = head.headers.get("content-length");
  const ranges = head.ok && length !== null && head.headers.get("accept-ranges") === "bytes";
  if (ranges && !head.headers.has("content-encoding")) {
    return remote.ranged(Number(length), validatorOf(head));
  }
  const whole = await remote.request({});
  remote.check(whole, 200);
  const bytes = new Uint8Array(await remote.body(whole));
  return { ...memorySource(bytes, url), name: url };
}

/** What identifies a version of a file: a strong ETag, else its date. */
function validatorOf({ headers }: Response): string | undefined {
  const tag = headers.get("etag");
  return tag && !tag.startsWith("W/") ? tag : (headers.get("last-modified") ?? undefined);
}

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

class Remote {
  private readonly url: string;
  private readonly options: HttpOptions;

  constructor(url: string, options: HttpOptions) {
    this.url = url;
    this.options = options;
  }

  async request({ headers, ...init }: Ask): Promise<Response> {
    const { fetch = globalThis.fetch, headers: always } = this.options;
    try {
      return await fetch(this.url, { ...init, headers: { ...always, ...headers } });
    } catch (cause) {
      throw this.failed(cause);
    }
  }

  async body(response: Response): Promise<ArrayBuffer> {
    try {
      return await response.arrayBuffer();
    } catch (cause) {
      throw this.failed(cause);
    }
  }

  failed(cause: unknown): unknown {
    if (cause instanceof EngineError || (cause as Error | undefined)?.name === "AbortError") {
      return cause;
    }
    const inner = (cause as { readonly cause?: { readonly message?: string } } | undefined)?.cause;
    return new FileError(`${this.url} cannot be fetched: ${inner?.message ?? String(cause)}.`, {
      where: this.url,
      fix: "check the address and the connection",
      cause,
    });
  }

  check(response: Response, status: number): void {
    if (response.status === status) return;
    if (response.status === 200 || response.status === 412) throw this.changed();
    throw new FileError(`${this.url} cannot be fetched: the server answered ${response.status}.`, {
      where: this.url,
      rule: response.statusText || "a server answers 200 or 206 with the bytes",
      fix: response.status === 404 ? "check the address" : "check that you may read it",
    });
  }

  changed(): FileError {
    return new FileError(`${this.url} changed while it was read.`, {
      where: this.url,
      rule: "all ranges must be of one version of the file",
      fix: "read it again when nothing writes to it",
    });
  }

  ranged(byteLength: number, version: string | undefined): ByteSource {
    const get = async (start: number, end: number, signal?: AbortSignal): Promise<Response> => {
      const response = await this.request({
        headers: { Range: `bytes=${start}-${end - 1}`, ...(version && { "If-Range": version }) },
        ...(signal && { signal }),
      });
      this.check(response, 206);
      const total = /\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
      const other = version !== undefined && (validatorOf(response) ?? version) !== version;
      if (other || (total !== undefined && Number(total) !== byteLength)) throw this.changed();
      return response;
    };
    const { url } = this;
    const failed = (cause: unknown): unknown => this.failed(cause);
    const cutOff = (got: number, wanted: number): FileError =>
      new FileError(`${url} gave ${got} of ${wanted} bytes.`, {
        where: url,
        fix: "fetch it again",
      });
    return {
      name: url,
      byteLength,
      read: async (start, end) => {
        const to = Math.min(end, byteLength);
        if (to <= start) return new Uint8Array(0);
        const bytes = new Uint8Array(await this.body(await get(start, to)));
        if (bytes.length !== to - start) throw cutOff(bytes.length, to - start);
        return bytes;
      },
      async *stream(signal) {
        if (byteLength === 0) return;
        let got = 0;
        try {
          for await (const chunk of bodyOf(await get(0, byteLength, signal))) {
            got += chunk.length;
            yield chunk;
          }
        } catch (cause) {
          throw failed(cause);
        }
        if (got !== byteLength) throw cutOff(got, byteLength);
      },
      blob: async () => new Blob([await this.body(await get(0, byteLength))]),
      close: async () => {},
    };
  }
}

/** A response's chunks; not every browser iterates over streams by itself. */
async function* bodyOf(response: Response): AsyncIterable<Uint8Array> {
  const reader = response.body!.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
