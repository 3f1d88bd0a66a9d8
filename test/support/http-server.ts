import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a test server does, beyond giving its bytes. */
export interface ServerOptions {
  readonly ranges?: boolean;
  readonly etag?: () => string;
  /** Answers instead; true when it did. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface TestServer {
  readonly url: string;
  /** Method and range of the requests so far. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Serves bytes on a local port, at any path. */
export async function serve(
  bytes: () => Uint8Array,
  { ranges = true, etag, intercept }: ServerOptions = {},
): Promise<TestServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { range } = request.headers;
    requests.push(`${request.method} ${range ?? ""}`.trim());
    if (intercept?.(request, response)) return;
    const body = bytes();
    if (ranges) response.setHeader("accept-ranges", "bytes");
    if (etag) response.setHeader("etag", etag());
    const match = ranges ? /^bytes=(\d+)-(\d+)$/.exec(range ?? "") : null;
    const changed = etag && request.headers["if-range"] && request.headers["if-range"] !== etag();
    const [start, end] = match && !changed ? [Number(match[1]), Number(match[2]) + 1] : [];
    const part = body.subarray(start, end);
    response.statusCode = start === undefined ? 200 : 206;
    if (start !== undefined) {
      response.setHeader(
        "content-range",
        `bytes ${start}-${start + part.length - 1}/${body.length}`,
      );
    }
    response.setHeader("content-length", part.length);
    response.end(request.method === "HEAD" ? undefined : part);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
