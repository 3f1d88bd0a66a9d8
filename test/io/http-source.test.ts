import { afterEach, describe, expect, test } from "vitest";
import { httpSource } from "../../src/io/http-source.ts";
import { serve, type ServerOptions, type TestServer } from "../support/http-server.ts";
import { streamed } from "../support/streamed.ts";

const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i % 251);
const servers: TestServer[] = [];
const start = async (options?: ServerOptions, content = () => bytes): Promise<TestServer> => {
  const server = await serve(content, options);
  servers.push(server);
  return server;
};
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

describe("a source behind a URL", () => {
  test("reads ranges where the server serves them", async () => {
    const server = await start({ etag: () => '"1"' });
    const source = await httpSource(`${server.url}/data.bin`);
    expect(source.byteLength).toBe(5000);
    expect(await source.read(10, 20)).toEqual(bytes.subarray(10, 20));
    expect(await source.read(4990, 9000)).toEqual(bytes.subarray(4990));
    expect(await source.read(5000, 5001)).toEqual(new Uint8Array(0));
    expect(await streamed(source)).toEqual(bytes);
    expect(server.requests).toEqual([
      "HEAD",
      "GET bytes=10-19",
      "GET bytes=4990-4999",
      "GET bytes=0-4999",
    ]);
  });

  test("fetches the whole file once where the server does not serve ranges", async () => {
    const server = await start({ ranges: false });
    const source = await httpSource(server.url);
    expect(source.name).toBe(server.url);
    expect(await source.read(10, 20)).toEqual(bytes.subarray(10, 20));
    expect(await streamed(source)).toEqual(bytes);
    expect(server.requests).toEqual(["HEAD", "GET"]);
  });

  test("fetches the whole file where the server does not know HEAD", async () => {
    const server = await start({
      intercept: (request, response) => {
        if (request.method !== "HEAD") return false;
        response.statusCode = 405;
        response.end();
        return true;
      },
    });
    expect(await streamed(await httpSource(server.url))).toEqual(bytes);
  });

  test("refuses a file that changed in between", async () => {
    let version = 1;
    const server = await start({ etag: () => `"${version}"` });
    const source = await httpSource(server.url);
    await source.read(0, 10);
    version = 2;
    await expect(source.read(10, 20)).rejects.toMatchObject({
      name: "FileError",
      message: expect.stringContaining("changed"),
    });
  });

  test("refuses a file that grew, where the server does not name versions", async () => {
    let content = bytes;
    const server = await start({}, () => content);
    const source = await httpSource(server.url);
    content = new Uint8Array(6000);
    await expect(source.read(0, 10)).rejects.toThrow(/changed/);
  });

  test("says what the server answered", async () => {
    const server = await start({
      intercept: (_, response) => {
        response.statusCode = 404;
        response.end();
        return true;
      },
    });
    await expect(httpSource(`${server.url}/gone`)).rejects.toMatchObject({
      name: "FileError",
      message: expect.stringContaining("404"),
      fix: expect.stringContaining("address"),
    });
  });

  test("says that nobody answers", async () => {
    const server = await start();
    await server.close();
    await expect(httpSource(server.url)).rejects.toMatchObject({
      name: "FileError",
      where: server.url,
    });
  });

  test("stops a stream when it is told to", async () => {
    const server = await start();
    const source = await httpSource(server.url);
    await expect(streamed(source, AbortSignal.abort())).rejects.toThrow(/abort/);
  });

  test("sends the headers that it is given", async () => {
    let authorization: string | undefined;
    const server = await start({
      intercept: (request) => {
        ({ authorization } = request.headers);
        return false;
      },
    });
    await httpSource(server.url, { headers: { Authorization: "Bearer x" } });
    expect(authorization).toBe("Bearer x");
  });
});
