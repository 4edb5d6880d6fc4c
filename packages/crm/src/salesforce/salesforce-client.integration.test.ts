import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type StubRequest, type StubServer, sendJson, startStub } from "../contract/stub-server.ts";
import { createSalesforceClient } from "./salesforce-client.ts";

const never = new AbortController().signal;
const tokenPath = "/services/oauth2/token";

interface OrgOptions {
  /** Tokens that are let in, by the count of logins so far. */
  isAllowed?: (token: string, logins: number) => boolean;
  answer?: (request: StubRequest, response: ServerResponse) => void;
  login?: (response: ServerResponse, logins: number) => boolean;
  timeoutMs?: number;
}

async function openOrg({
  isAllowed = () => true,
  answer = (_, response) => sendJson(response, 200, { ok: true }),
  login = () => false,
  timeoutMs = 2000,
}: OrgOptions = {}) {
  let logins = 0;
  const stub: StubServer = await startStub((request, response) => {
    if (request.path === tokenPath) {
      logins++;
      if (login(response, logins)) return;
      const body = { access_token: `00D-session-${logins}`, instance_url: stub.url };
      return sendJson(response, 200, body);
    }
    const token = request.headers.authorization?.replace("Bearer ", "") ?? "";
    if (isAllowed(token, logins)) return answer(request, response);
    sendJson(response, 401, [{ errorCode: "INVALID_SESSION_ID", message: `expired ${token}` }]);
  });
  const client = createSalesforceClient({
    loginUrl: stub.url,
    clientId: "client-id",
    grant: { kind: "client-credentials", clientSecret: "client-hush" },
    apiVersion: "64.0",
    timeoutMs,
    connection: "org",
  });
  onTestFinished(async () => {
    await client.close();
    await stub.close();
  });
  const get = (signal = never) =>
    client.request({ method: "GET", path: "/limits", during: "read" }, signal);
  const calls = () => stub.requests.filter(({ path }) => path !== tokenPath);
  return { stub, client, get, calls, logins: () => logins };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("createSalesforceClient", () => {
  test("logs in by client credentials and speaks through jsforce", async () => {
    const { stub, client, calls } = await openOrg();
    const reply = await client.request(
      {
        method: "PATCH",
        path: "/composite/sobjects",
        headers: { "Sforce-Auto-Assign": "FALSE" },
        body: { records: ["ü"] },
        during: "write",
      },
      never,
    );
    expect(reply.data).toEqual({ ok: true });
    expect(stub.requests[0]?.body).toBe(
      "grant_type=client_credentials&client_id=client-id&client_secret=client-hush",
    );
    expect(calls()).toMatchObject([
      {
        method: "PATCH",
        path: "/services/data/v64.0/composite/sobjects",
        body: '{"records":["ü"]}',
        headers: {
          authorization: "Bearer 00D-session-1",
          "sforce-auto-assign": "FALSE",
          "sforce-call-options": "client=fieldwork",
        },
      },
    ]);
  });

  test("logs in once for many calls", async () => {
    const { get, logins } = await openOrg();
    await Promise.all(Array.from({ length: 10 }, () => get()));
    expect(logins()).toBe(1);
  });

  test("an expired session is renewed by one login, however many calls find it so", async () => {
    const { get, calls, logins } = await openOrg({
      isAllowed: (token) => token !== "00D-session-1",
    });
    const replies = await Promise.all(Array.from({ length: 5 }, () => get()));
    expect(replies).toHaveLength(5);
    expect(logins()).toBe(2);
    expect(calls()).toHaveLength(10);
    await get();
    expect(logins()).toBe(2);
  });

  test("crm-19: a server that keeps answering 401 is asked twice, not for ever", async () => {
    const { get, calls, logins } = await openOrg({ isAllowed: () => false });
    await expect(get()).rejects.toMatchObject({ code: "crm_auth_failed" });
    expect(calls()).toHaveLength(2);
    expect(logins()).toBe(2);
  });

  test("crm-20: goes on at the address that a later login names", async () => {
    const moved = await startStub((_, response) => sendJson(response, 200, { moved: true }));
    onTestFinished(() => moved.close());
    const { get, calls } = await openOrg({
      isAllowed: () => false,
      login(response, logins) {
        if (logins === 1) return false;
        sendJson(response, 200, { access_token: "00D-moved", instance_url: moved.url });
        return true;
      },
    });
    expect((await get()).data).toEqual({ moved: true });
    expect(calls()).toHaveLength(1);
    expect(moved.requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer 00D-moved",
    ]);
  });

  test("an app that is shut out does not log in again", async () => {
    const { get, logins } = await openOrg({
      answer: (_, response) =>
        sendJson(response, 401, [{ message: "Connected app is not attached to Agent" }]),
    });
    await expect(get()).rejects.toMatchObject({ code: "crm_auth_failed" });
    expect(logins()).toBe(1);
  });

  test("a login that fails fails the call, which was not sent, and is tried by the next", async () => {
    const { get, calls } = await openOrg({
      login(response, logins) {
        if (logins > 1) return false;
        response.socket?.resetAndDestroy();
        return true;
      },
    });
    await expect(get()).rejects.toMatchObject({
      code: "crm_unavailable",
      details: { outcome: "not-sent" },
    });
    expect(calls()).toHaveLength(0);
    expect((await get()).data).toEqual({ ok: true });
  });

  test("wrong credentials are said so, without the secret", async () => {
    const { get } = await openOrg({
      login(response) {
        const body = { error: "invalid_client", error_description: "client-hush is wrong" };
        sendJson(response, 400, body);
        return true;
      },
    });
    const error = await get().catch((reason: Error) => reason);
    expect(error).toMatchObject({ code: "crm_auth_failed" });
    expect(String(error)).toContain("invalid_client");
    expect(String(error)).not.toContain("hush");
  });

  test("crm-15: no error repeats the session or the secret", async () => {
    const { get } = await openOrg({ isAllowed: () => false });
    const error = await get().catch((reason: Error) => reason);
    expect(String(error)).toContain("expired");
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/00D-session|client-hush/);
  });

  test.each([500, 502, 503, 429, 420])("asks once when a GET is answered %d", async (status) => {
    const { get, calls } = await openOrg({
      answer: (_, response) => response.writeHead(status).end(),
    });
    await expect(get()).rejects.toMatchObject({ retryable: true, details: { status } });
    expect(calls()).toHaveLength(1);
  });

  test("a body that breaks off fails the call and nothing else", async () => {
    const { get } = await openOrg({
      answer(_, response) {
        response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
        response.write('{"half":');
        setImmediate(() => response.socket?.destroy());
      },
    });
    await expect(get()).rejects.toMatchObject({
      code: "crm_unavailable",
      details: { outcome: "unknown" },
    });
  });

  test("JSON that is cut short is malformed, though its length was right", async () => {
    const { get } = await openOrg({
      answer(_, response) {
        response.writeHead(200, { "content-type": "application/json" });
        response.end('{"half":');
      },
    });
    await expect(get()).rejects.toMatchObject({
      code: "crm_reply_malformed",
      cause: { message: "not JSON" },
    });
  });

  test("leaves data alone that looks like a secret", async () => {
    const { get } = await openOrg({
      answer: (_, response) => sendJson(response, 200, { name: "client-hush 00D-session-1" }),
    });
    expect((await get()).data).toEqual({ name: "client-hush 00D-session-1" });
  });

  test("crm-40: does not send loopback traffic to a proxy", async () => {
    vi.stubEnv("HTTPS_PROXY", "http://127.0.0.1:9");
    vi.stubEnv("HTTP_PROXY", "http://127.0.0.1:9");
    const { get } = await openOrg();
    expect((await get()).data).toEqual({ ok: true });
  });

  test("crm-21: stops and gives up within a call, logging in included", async () => {
    const stopping = new AbortController();
    const stopped = await openOrg({ answer: () => stopping.abort() });
    await expect(stopped.get(stopping.signal)).rejects.toMatchObject({ code: "stopped" });
    const givenUp = await openOrg({ answer: () => undefined, timeoutMs: 100 });
    await expect(givenUp.get()).rejects.toMatchObject({ code: "crm_unavailable" });
    const atLogin = new AbortController();
    const hung = await openOrg({
      login() {
        atLogin.abort();
        return true;
      },
    });
    await expect(hung.get(atLogin.signal)).rejects.toMatchObject({
      code: "stopped",
      details: { outcome: "not-sent" },
    });
  });

  test("crm-16: knows the org's quota, and our app's own, once a reply has told it", async () => {
    const { client, get } = await openOrg({
      answer(_, response) {
        response.setHeader("Sforce-Limit-Info", "api-usage=17/15000, per-app-api-usage=1/250(x)");
        sendJson(response, 200, {});
      },
    });
    await get();
    const app = { used: 1, limit: 250 };
    const told = [{ unit: "requests", per: "day", ...app, isOfApp: true }];
    expect(client.quota()).toEqual({ used: 17, limit: 15_000, app, told });
  });
});
