import type { ServerResponse } from "node:http";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { startStub } from "./contract/stub-server.ts";
import { createHttpSender } from "./http-sender.ts";

const never = new AbortController().signal;

async function open(answer: (response: ServerResponse) => void, timeoutMs = 2000) {
  const stub = await startStub((_, response) => answer(response));
  const sender = createHttpSender({ baseUrl: stub.url, timeoutMs });
  onTestFinished(async () => {
    await sender.close();
    await stub.close();
  });
  const post = (signal = never) =>
    sender.send({ method: "POST", url: `${stub.url}/a?b=c`, headers: {}, body: "hello" }, signal);
  return { stub, sender, post };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("createHttpSender", () => {
  test("sends a request and reads its whole reply", async () => {
    const { stub, post } = await open((response) => {
      response.writeHead(418, { "X-Limit": "1" });
      response.end("té");
    });
    expect(await post()).toMatchObject({ status: 418, headers: { "x-limit": "1" }, body: "té" });
    expect(stub.requests).toMatchObject([{ method: "POST", path: "/a?b=c", body: "hello" }]);
  });

  test("a server that is not there was sent nothing", async () => {
    const { stub, post } = await open(() => undefined);
    await stub.close();
    await expect(post()).rejects.toMatchObject({
      code: "crm_unavailable",
      retryable: true,
      details: { outcome: "not-sent" },
    });
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ["resets before the reply", (response) => response.socket?.resetAndDestroy()],
    [
      "breaks off within a body of known length",
      (response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write("half");
        setImmediate(() => response.socket?.destroy());
      },
    ],
    [
      "breaks off within a chunked body",
      (response) => {
        response.write("half");
        setImmediate(() => response.socket?.resetAndDestroy());
      },
    ],
  ])("a server that %s may have acted", async (_, answer) => {
    const { stub, post } = await open(answer);
    await expect(post()).rejects.toMatchObject({
      code: "crm_unavailable",
      details: { outcome: "unknown" },
    });
    expect(stub.requests).toHaveLength(1);
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ["never answers", () => undefined],
    ["never finishes its body", (response) => response.write("half")],
  ])("gives up on a server that %s", async (_, answer) => {
    const { post } = await open(answer, 80);
    await expect(post()).rejects.toMatchObject({
      code: "crm_unavailable",
      message: expect.stringContaining("80 ms"),
      details: { outcome: "unknown" },
    });
  });

  const page = JSON.stringify(Array.from({ length: 2000 }, () => ({ Name: "Berg & Söner AB" })));

  test.each([
    ["gzip", gzipSync(page)],
    ["x-gzip", gzipSync(page)],
    ["BR", brotliCompressSync(page)],
    ["identity", Buffer.from(page)],
    ["", Buffer.from(page)],
  ])("asks for compression, and reads what comes as %j", async (encoding, bytes) => {
    const { stub, post } = await open((response) => {
      response.writeHead(200, {
        ...(encoding && { "content-encoding": encoding }),
        "content-length": bytes.byteLength,
      });
      response.end(bytes);
    });
    const { body, headers } = await post();
    expect(body).toBe(page);
    expect(headers).not.toHaveProperty("content-encoding");
    expect(stub.requests[0]?.headers["accept-encoding"]).toBe("gzip, br");
  });

  const bomb = gzipSync(Buffer.alloc(65 * 2 ** 20));
  test.each([
    ["cut short", "gzip", gzipSync(page).subarray(0, 100)],
    ["no gzip at all", "gzip", Buffer.from(page)],
    ["compressed as nobody asked", "compress", Buffer.from(page)],
    ["larger than any reply once it is inflated", "gzip", bomb],
    ["larger than any reply", "identity", Buffer.alloc(65 * 2 ** 20)],
  ])("a body that is %s may be that of a call that was done", async (_, encoding, bytes) => {
    const { post } = await open((response) => {
      response.writeHead(200, { "content-encoding": encoding });
      response.end(bytes);
    });
    await expect(post()).rejects.toMatchObject({ reason: "unreadable", outcome: "unknown" });
  });

  test("a refusal is one, whatever became of its body", async () => {
    const { post } = await open((response) => {
      response.writeHead(429, { "content-encoding": "gzip", "retry-after": "60" });
      response.end("no gzip");
    });
    expect(await post()).toMatchObject({ status: 429, body: "", headers: { "retry-after": "60" } });
  });

  test("stops a call under way, and does not begin one", async () => {
    const stopping = new AbortController();
    const { stub, post } = await open(() => stopping.abort());
    await expect(post(stopping.signal)).rejects.toMatchObject({
      code: "stopped",
      details: { outcome: "unknown" },
    });
    await expect(post(stopping.signal)).rejects.toMatchObject({
      code: "stopped",
      details: { outcome: "not-sent" },
    });
    expect(stub.requests).toHaveLength(1);
  });

  test("sends nothing once it is closed, and breaks off what was under way", async () => {
    const { sender, post, stub } = await open(() => void sender.close());
    await expect(post()).rejects.toMatchObject({ details: { outcome: "unknown" } });
    await expect(post()).rejects.toMatchObject({
      code: "stopped",
      details: { outcome: "not-sent" },
    });
    expect(stub.requests).toHaveLength(1);
  });

  test("crm-40: sends loopback traffic to no proxy", async () => {
    vi.stubEnv("HTTP_PROXY", "http://127.0.0.1:9");
    const { post } = await open((response) => response.end("direct"));
    expect((await post()).body).toBe("direct");
  });

  test("sends other traffic through the proxy that the environment names", async () => {
    const proxy = await startStub((_, response) => response.end("by proxy"));
    vi.stubEnv("HTTP_PROXY", proxy.url);
    const sender = createHttpSender({ baseUrl: "http://crm.invalid", timeoutMs: 2000 });
    onTestFinished(async () => {
      await sender.close();
      await proxy.close();
    });
    const call = { method: "GET", url: "http://crm.invalid/x", headers: {} };
    expect((await sender.send(call, never)).body).toBe("by proxy");
    expect(proxy.requests).toMatchObject([{ path: "http://crm.invalid/x" }]);
  });

  test("a signal used by many calls keeps none of them", async () => {
    const { post } = await open((response) => response.end("ok"));
    let listeners = 0;
    const { signal } = new AbortController();
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners--;
      remove(...args);
    };
    for (let call = 0; call < 5; call++) await post(signal);
    expect(listeners).toBe(0);
  });
});
