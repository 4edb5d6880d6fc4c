import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { createPooledFetch } from "./pooled-fetch.ts";

async function open(answer: RequestListener, options: { maxReplyBytes?: number } = {}) {
  const server = createServer(answer);
  let connections = 0;
  server.on("connection", () => {
    connections += 1;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pool = createPooledFetch({ baseUrl, ...options });
  onTestFinished(async () => {
    await pool.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { fetch: pool.fetch, baseUrl, connections: () => connections };
}

async function textOf(reply: Promise<Response>): Promise<string> {
  return (await reply).text();
}

test("passes method, headers and body on, and the reply back", async () => {
  const { fetch, baseUrl } = await open((request, response) => {
    const { method, url, headers } = request;
    request.setEncoding("utf8").on("data", (body: string) => {
      response.writeHead(429, { "retry-after": "3", "content-type": "application/json" });
      response.end(JSON.stringify({ method, url, key: headers.authorization, body }));
    });
  });
  const reply = await fetch(`${baseUrl}/v1/x?y=1`, {
    method: "POST",
    headers: { authorization: "Bearer k" },
    body: "å",
  });
  expect([reply.status, reply.headers.get("retry-after")]).toEqual([429, "3"]);
  expect(await reply.json()).toEqual({
    method: "POST",
    url: "/v1/x?y=1",
    key: "Bearer k",
    body: "å",
  });
});

test("uses connections again", async () => {
  const { fetch, baseUrl, connections } = await open((_, response) => response.end("ok"));
  for (let turn = 0; turn < 8; turn += 1) await (await fetch(baseUrl)).text();
  // A connection is free a moment after its reply was read, so two take turns.
  expect(connections()).toBeLessThanOrEqual(2);
});

test("ends at the caller's signal, even when the body has begun", async () => {
  const stop = new AbortController();
  const { fetch, baseUrl } = await open((_, response) => {
    response.write("half", () => stop.abort());
  });
  await expect(textOf(fetch(baseUrl, { signal: stop.signal }))).rejects.toThrow(/abort/i);
});

test("carries no key to where a redirect points", async () => {
  const paths: (string | undefined)[] = [];
  const { fetch, baseUrl } = await open(({ url }, response) => {
    paths.push(url);
    response.writeHead(307, { location: "/elsewhere" }).end();
  });
  expect((await fetch(`${baseUrl}/v1`)).status).toBe(307);
  expect(paths).toEqual(["/v1"]);
});

test("reads no reply that has no end", async () => {
  const { fetch, baseUrl } = await open((_, response) => void response.end("x".repeat(5000)), {
    maxReplyBytes: 1000,
  });
  await expect(textOf(fetch(baseUrl))).rejects.toThrow();
});

const answer = JSON.stringify({ text: "å".repeat(400) });

test.each([
  ["gzip", gzipSync(answer)],
  ["GZIP", gzipSync(answer)],
  ["br", brotliCompressSync(answer)],
  ["zstd", zstdCompressSync(answer)],
  ["deflate", deflateSync(answer)],
  ["deflate", deflateRawSync(answer)],
  ["gzip, br", brotliCompressSync(gzipSync(answer))],
  ["identity", Buffer.from(answer)],
])("reads a reply encoded as %s, though nobody asked for it", async (encoding, body) => {
  const { fetch, baseUrl } = await open((_, response) => {
    response.writeHead(200, { "content-encoding": encoding }).end(body);
  });
  expect(await (await fetch(baseUrl)).text()).toBe(answer);
});

test.each([
  ["inflates to more than it may have", "gzip", gzipSync(Buffer.alloc(1_000_000))],
  ["is no gzip at all", "gzip", Buffer.from(answer)],
  ["is encoded in a way nobody knows", "rot13", Buffer.from(answer)],
])("refuses a reply that %s", async (_, encoding, body) => {
  const { fetch, baseUrl } = await open(
    (__, response) => void response.writeHead(200, { "content-encoding": encoding }).end(body),
    { maxReplyBytes: 2000 },
  );
  await expect(textOf(fetch(baseUrl))).rejects.toThrow();
});

test("keeps the headers of a good reply", async () => {
  const { fetch, baseUrl } = await open((_, response) => {
    response.writeHead(200, { "X-Request-Id": "req_1", "set-cookie": ["a=1", "b=2"] }).end("{}");
  });
  const { headers } = await fetch(baseUrl);
  expect(headers.get("x-request-id")).toBe("req_1");
  expect(headers.get("X-Request-Id")).toBe("req_1");
  expect(headers.get("retry-after")).toBeNull();
  expect([...headers.entries()]).toContainEqual(["set-cookie", "a=1,b=2"]);
});
