import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Notice } from "@fieldwork/store/notices";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { allowedAddresses, isReachable } from "./public-address.ts";
import { sendWebhook, sign } from "./send-webhook.ts";

const notice: Notice = {
  ...{ id: "7", topic: "budget/total", kind: "budget", before: "50", state: "80" },
  ...{ askedBy: null, detail: {}, toldAt: new Date(0) },
};
const none = allowedAddresses([]);
const loopback = allowedAddresses(["127.0.0.1"]);
const secret = "fwh_secret";

let server: Server;
let port: number;
let status = 204;
let received: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    received.push({ path: request.url ?? "", headers: request.headers, body });
    response.writeHead(status, { location: "/elsewhere" }).end("x".repeat(1e6));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
});

beforeEach(() => {
  received = [];
  status = 204;
});

afterAll(() => void server.close());

test("a notice is signed, has a key of its own, and goes to the address that was looked up once", async () => {
  let lookUps = 0;
  const resolve = async () => {
    lookUps += 1;
    return ["127.0.0.1"];
  };
  const url = `http://hooks.invalid:${port}/in?x=1`;
  await sendWebhook({ allowed: loopback, resolve, nowMs: () => 5000 }, { url, secret }, notice);
  expect(lookUps).toBe(1);
  const [{ path, headers, body } = { path: "", headers: {}, body: "" }] = received;
  expect(path).toBe("/in?x=1");
  expect(headers).toMatchObject({
    host: `hooks.invalid:${port}`,
    "idempotency-key": "notice-7",
    "fieldwork-signature": `t=5,v1=${sign(secret, 5, body)}`,
  });
  expect(JSON.parse(body)).toMatchObject({ id: "7", text: "The budget total has reached 80 %." });
  expect(body).not.toContain(secret);
});

test("a redirect is not followed, and not tried again", async () => {
  status = 302;
  const sent = sendWebhook(
    { allowed: loopback },
    { url: `http://127.0.0.1:${port}/`, secret },
    notice,
  );
  await expect(sent).rejects.toThrow("redirects are not followed");
  expect(received).toHaveLength(1);
});

test("whoever fails or does not answer is tried again", async () => {
  status = 500;
  const url = `http://127.0.0.1:${port}/`;
  const failed = sendWebhook({ allowed: loopback }, { url, secret }, notice);
  await expect(failed).rejects.toThrow("it answered 500");
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port: silentPort } = silent.address() as AddressInfo;
  const waiting = sendWebhook(
    { allowed: loopback, timeoutMs: 50 },
    { url: `http://127.0.0.1:${silentPort}/`, secret },
    notice,
  );
  await expect(waiting).rejects.toThrow("it did not answer within 50 ms");
  silent.closeAllConnections();
  silent.close();
});

describe("nothing is sent", () => {
  test.each([
    "http://127.0.0.1:PORT/",
    "http://localhost:PORT/",
    "http://[::1]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://2130706433:PORT/",
    "http://0x7f.1:PORT/",
    "http://0/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://[fd00::1]/",
    "http://[64:ff9b::7f00:1]/",
  ])("to %s, which is not public", async (given) => {
    const url = given.replace("PORT", String(port));
    const sent = sendWebhook({ allowed: none }, { url, secret }, notice);
    await expect(sent).rejects.toThrow("which is no public address");
    expect(received).toEqual([]);
  });

  test("where one of several addresses is not public", async () => {
    const resolve = async () => ["93.184.216.34", "127.0.0.1"];
    const url = `http://hooks.invalid:${port}/`;
    const sent = sendWebhook({ allowed: none, resolve }, { url, secret }, notice);
    await expect(sent).rejects.toThrow("127.0.0.1, which is no public address");
    expect(received).toEqual([]);
  });

  test.each(["file:///etc/passwd", "gopher://example.com/", "no url", "http://a:b@example.com/"])(
    "to %s, which is no plain http or https URL",
    async (url) => {
      await expect(sendWebhook({ allowed: none }, { url, secret }, notice)).rejects.toThrow();
    },
  );
});

test("what may be reached is public, or listed", () => {
  const listed = allowedAddresses(["10.1.0.0/16", "fd00::/8"]);
  for (const address of ["93.184.216.34", "2606:2800:220:1::1", "10.1.2.3", "fd12::1"])
    expect([address, isReachable(address, listed)]).toEqual([address, true]);
  for (const address of [
    "10.2.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "fe80::1",
    "ff02::1",
    "::",
    "2002:7f00:1::",
    "x",
  ])
    expect([address, isReachable(address, listed)]).toEqual([address, false]);
  expect(() => allowedAddresses(["10.0.0.0/40"])).toThrow("no address and no range");
  expect(() => allowedAddresses(["intranet"])).toThrow("no address and no range");
});
