import { type Permission, permissions, type Role, role } from "@fieldwork/contracts";
import { type Route, type RouteName, routes } from "@fieldwork/contracts/api";
import { eventLogMigrations } from "@fieldwork/event-log";
import { testLogger } from "@fieldwork/runtime/testing";
import { type Database, storeMigrations } from "@fieldwork/store";
import { createReader, type Reader } from "@fieldwork/store/reading";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import type { FastifyInstance, InjectOptions } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFirstAdminLink } from "../who/links.ts";
import { type ApiOptions, createApi } from "./api.ts";

const password = "correct horse battery";
const options: ApiOptions = {
  ...{ publicUrl: "http://fieldwork.internal:8080", otherHosts: ["tools.internal"] },
  ...{
    trustedProxies: 0,
    requestsPerMinute: 100_000,
    sessionHours: 24,
    sessionIdleHours: 12,
    sheetHours: 1,
  },
  ...{ logDays: 7, linkUrl: () => "http://fieldwork.internal:8080" },
};
const host = "fieldwork.internal:8080";
const sameSite = { host, origin: `http://${host}` };
const routeNames = Object.keys(routes) as RouteName[];

let store: TestStore;
let database: Database;
let reader: Reader;
let app: FastifyInstance;
let admin: string;

beforeAll(async () => {
  store = await openTestStore([storeMigrations, eventLogMigrations]);
  ({ database } = store);
  const connectionString = store.url;
  reader = createReader({ connectionString, max: 2, applicationName: "test" });
  app = await createApi({ database, reader, options, logger: testLogger() });
  const { secret: link } = await createFirstAdminLink(database);
  const own = { link, password, email: "ann@acme.example", name: "Ann" };
  admin = cookieOf(await send("POST", "/v1/links/accept", { body: own }));
});

afterAll(async () => {
  await app.close();
  await reader.stop();
  await store.drop();
});

interface Sent {
  cookie?: string | undefined;
  token?: string | undefined;
  body?: object;
  headers?: Record<string, string>;
}

/** As a page of ours sends it, or a program with a token. */
function send(method: string, url: string, { cookie, token, body, headers }: Sent = {}) {
  return app.inject({
    ...{ method: method as NonNullable<InjectOptions["method"]>, url },
    headers: {
      ...sameSite,
      ...(cookie && { cookie }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body && { payload: body }),
  });
}

function cookieOf({ headers }: { headers: Record<string, unknown> }): string {
  return String(headers["set-cookie"]).split(";")[0] ?? "";
}

/** A request that is not well-formed: whoever may not is refused before that is looked at. */
function ask(name: RouteName, sent: Sent) {
  const { method, path }: Route = routes[name];
  return send(method, path.replace(":connection", "hub").replaceAll(/:\w+/g, "nobody"), {
    ...sent,
    // A stream is refused in another form, once everything else is right.
    headers: { accept: "application/json", ...sent.headers },
  });
}

async function signUp(email: string, grants: object[]): Promise<{ email: string; cookie: string }> {
  const body = { email, name: email, grants };
  const invited = await send("POST", "/v1/people", { cookie: admin, body });
  const { hash } = new URL(invited.json().link);
  const accepted = { link: hash.slice(1), password };
  const cookie = cookieOf(await send("POST", "/v1/links/accept", { body: accepted }));
  return { email, cookie };
}

async function tokenOf(cookie: string, scope: object): Promise<string> {
  const body = { name: "test", days: 1, connection: null, ...scope };
  return (await send("POST", "/v1/tokens", { cookie, body })).json().secret;
}

async function mayOf(sent: Sent): Promise<RouteName[]> {
  const allowed: RouteName[] = [];
  for (const name of routeNames) {
    const { statusCode } = await ask(name, sent);
    expect([name, statusCode]).not.toEqual([name, 500]);
    if (statusCode !== 401 && statusCode !== 403) allowed.push(name);
  }
  return allowed;
}

/** The routes that the table of permissions gives to a role, on one connection or on all. */
function meant(one: Role | undefined, isOnAll: boolean): RouteName[] {
  return routeNames.filter((name) => {
    const needed: Permission | null = routes[name].permission;
    if (needed === null) return false;
    if (one === undefined) return false;
    const { role: least, over } = permissions[needed];
    const isEnough = role.options.indexOf(one) >= role.options.indexOf(least);
    return isEnough && (isOnAll || over === "connection");
  });
}

const open = routeNames.filter((name) => routes[name].permission === null);
// Wrong passwords and links are 401 and 400 for everybody.
const closed = (names: RouteName[]) => names.filter((name) => !open.includes(name));

describe("every route", () => {
  test("is closed to nobody, to a wrong token and to a wrong cookie, unless it is how one signs in", async () => {
    expect(open).toEqual(["session.begin", "link.show", "link.accept"]);
    for (const sent of [{}, { token: "fwt_wrong" }, { cookie: "fieldwork_session=fws_wrong" }])
      for (const name of closed(routeNames))
        expect([name, (await ask(name, sent)).statusCode]).toEqual([name, 401]);
  });

  test.each(role.options)("is open to a %s as the table of permissions has it", async (one) => {
    for (const connection of [null, "hub"]) {
      const email = `${one}-${connection ?? "all"}@acme.example`;
      const { cookie } = await signUp(email, [{ role: one, connection }]);
      const token = await tokenOf(cookie, { role: one, connection });
      expect(closed(await mayOf({ token }))).toEqual(meant(one, connection === null));
      const signedIn = closed(await mayOf({ cookie }));
      const ended = routeNames.indexOf("session.end");
      const before = meant(one, connection === null).filter(
        (name) => routeNames.indexOf(name) <= ended,
      );
      expect(signedIn).toEqual(before);
    }
  });

  test.each(role.options)(
    "gives an admin's token of scope %s no more than that scope",
    async (one) => {
      for (const connection of [null, "hub"]) {
        const token = await tokenOf(admin, { role: one, connection });
        expect(closed(await mayOf({ token }))).toEqual(meant(one, connection === null));
      }
    },
  );

  test("is closed to somebody without grants, and to a token whose owner has lost theirs", async () => {
    const { email, cookie } = await signUp("late@acme.example", [
      { role: "admin", connection: null },
    ]);
    const token = await tokenOf(cookie, { role: "admin" });
    const url = `/v1/people/${email}/grants/revoke`;
    const body = { role: "admin", connection: null };
    expect((await send("POST", url, { cookie: admin, body })).statusCode).toBe(200);
    expect(closed(await mayOf({ token }))).toEqual([]);
    expect(closed(await mayOf({ cookie }))).toEqual([]);
  });
});

test("whoever has a long address is disabled by it", async () => {
  const email = `${"long.".repeat(12)}name@${"department.".repeat(6)}acme.example`;
  const { cookie } = await signUp(email, [{ role: "viewer", connection: null }]);
  const { statusCode } = await send("POST", `/v1/people/${email}/disable`, { cookie: admin });
  expect([email.length > 100, statusCode]).toEqual([true, 200]);
  expect((await send("GET", "/v1/session", { cookie })).statusCode).toBe(401);
});

describe("an order from another site", () => {
  test.each([
    { "sec-fetch-site": "cross-site", origin: "http://evil.example" },
    { "sec-fetch-site": "same-site" },
    { origin: "http://evil.example" },
    { origin: "null" },
    { origin: "http://fieldwork.internal:9090" },
  ])("is refused, whoever is signed in: %j", async (headers) => {
    for (const name of routeNames.filter((one) => routes[one].method !== "GET")) {
      const { statusCode, json } = await ask(name, { cookie: admin, headers });
      expect([name, statusCode, json().code]).toEqual([name, 403, "forbidden"]);
    }
  });
});

describe("an order with an idempotency key", () => {
  const headers = { "idempotency-key": "k1" };
  const preview = (email: string, sent: Sent) =>
    send("POST", "/v1/erasures/preview", { cookie: admin, body: { email }, ...sent });
  const grants = (order: string, sent: Sent) =>
    send("POST", `/v1/people/ann@acme.example/grants${order}`, {
      ...{ cookie: admin, body: { role: "viewer", connection: "once" } },
      ...sent,
    });

  test("is carried out once, and answered again as the first time", async () => {
    const both = await Promise.all([grants("", { headers }), grants("", { headers })]);
    const codes = both.map(({ statusCode }) => statusCode).toSorted();
    expect([
      [200, 200],
      [200, 409],
    ]).toContainEqual(codes);
    expect((await grants("", { headers })).json()).toEqual({ done: true });
    const orders = await database.query(
      `select 1 from audit join audit_value on audit_id = audit.id and side = 'after'
       where order_name = 'people.grant' and value::text like '%once%'`,
    );
    expect(orders).toHaveLength(1);
  });

  test("is refused for another order, and is another one of somebody else", async () => {
    const other = await grants("/revoke", { headers });
    expect([other.statusCode, other.json().code]).toEqual([400, "request_invalid"]);
    expect((await preview("a@b.example", { headers })).statusCode).toBe(400);
    const { cookie } = await signUp("second@acme.example", [{ role: "admin", connection: null }]);
    expect((await grants("/revoke", { cookie, headers })).statusCode).toBe(200);
  });

  test("can be given again after a refusal, and never shows a secret twice", async () => {
    const again = { "idempotency-key": "k2" };
    expect((await grants("/revoke", { headers: again })).statusCode).toBe(400);
    await grants("", { headers: { "idempotency-key": "k3" } });
    expect((await grants("/revoke", { headers: again })).statusCode).toBe(200);
    const body = { name: "once", role: "viewer", connection: null, days: 1 };
    const create = () =>
      send("POST", "/v1/tokens", { cookie: admin, body, headers: { "idempotency-key": "k4" } });
    const { secret } = (await create()).json();
    const second = await create();
    expect(second.statusCode).toBe(409);
    expect(second.body).not.toContain(secret);
    expect(JSON.stringify(await database.query("select * from order_key"))).not.toContain(secret);
  });
});

describe("a request under a name that is not ours", () => {
  test.each(["evil.example", "fieldwork.internal.evil.example", "10.0.0.7:8080"])(
    "is refused: %s",
    async (strange) => {
      const reply = await send("GET", "/v1/people", { cookie: admin, headers: { host: strange } });
      expect([reply.statusCode, reply.json().code]).toEqual([421, "unknown_host"]);
    },
  );

  test("is served under every name that is", async () => {
    for (const known of [host, "tools.internal", "localhost:1", "127.0.0.1:8080"]) {
      const reply = await send("GET", "/v1/people", { cookie: admin, headers: { host: known } });
      expect([known, reply.statusCode]).toEqual([known, 200]);
    }
  });
});

describe("a session", () => {
  const ann = { email: "ann@acme.example", password };

  test("is never one that the browser brought along", async () => {
    const planted = "fieldwork_session=fws_planted";
    const reply = await send("POST", "/v1/session", { cookie: planted, body: ann });
    expect(reply.statusCode).toBe(200);
    expect(cookieOf(reply)).not.toBe(planted);
    expect((await send("GET", "/v1/session", { cookie: planted })).statusCode).toBe(401);
    const again = await send("POST", "/v1/session", { cookie: cookieOf(reply), body: ann });
    expect(cookieOf(again)).not.toBe(cookieOf(reply));
  });

  test("is kept from scripts and from other sites, and on plain http not marked secure", async () => {
    const { headers } = await send("POST", "/v1/session", { body: ann });
    const kept = String(headers["set-cookie"]);
    expect(kept).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    const secure = await createApi({
      ...{ database, reader, logger: testLogger() },
      options: { ...options, publicUrl: "https://fieldwork.example" },
    });
    const reply = await secure.inject({
      ...{ method: "POST", url: "/v1/session", payload: ann },
      headers: { host: "fieldwork.example", origin: "https://fieldwork.example" },
    });
    expect(String(reply.headers["set-cookie"])).toMatch(
      /^__Host-.*; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(reply.headers["strict-transport-security"]).toBeDefined();
    await secure.close();
  });

  test("ends for good when its person signs out, when it is revoked and when it has expired", async () => {
    const begin = async () => cookieOf(await send("POST", "/v1/session", { body: ann }));
    const out = await begin();
    await send("DELETE", "/v1/session", { cookie: out });
    expect((await send("GET", "/v1/session", { cookie: out })).statusCode).toBe(401);

    const other = await begin();
    const { sessions } = (await send("GET", "/v1/sessions", { cookie: other })).json();
    const own = sessions.find(({ isThis }: { isThis: boolean }) => isThis);
    const ended = await send("DELETE", `/v1/sessions/${own.id}`, { cookie: admin });
    expect(ended.statusCode).toBe(200);
    expect((await send("GET", "/v1/session", { cookie: other })).statusCode).toBe(401);

    const expired = await begin();
    await database.query(
      "update session set expires_at = now() where expires_at > now() and created_at = (select max(created_at) from session)",
    );
    expect((await send("GET", "/v1/session", { cookie: expired })).statusCode).toBe(401);
  });
});

describe("a list", () => {
  test("is paged through with cursors that nobody can make, and that are good for it alone", async () => {
    const page = async (url: string) => (await send("GET", url, { cookie: admin })).json();
    const all = (await page("/v1/audit?limit=200")).rows.map(({ id }: { id: string }) => id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const place: string = cursor === null ? "" : `&cursor=${cursor}`;
      const { rows, next } = await page(`/v1/audit?limit=7${place}`);
      seen.push(...rows.map(({ id }: { id: string }) => id));
      cursor = next;
    } while (cursor !== null);
    expect(seen).toEqual(all.slice(0, 200));

    const { next } = await page("/v1/audit?limit=1");
    const [place = "", signature = ""] = next.split(".");
    const key = JSON.parse(Buffer.from(place, "base64url").toString());
    const made = Buffer.from(JSON.stringify([...key.slice(0, 2), ["x'; --", "1"]])).toString(
      "base64url",
    );
    const wrong = [`${made}.${signature}`, place, `${place}.`, `.${signature}`, "", "a.b.c"];
    for (const one of wrong)
      expect([one, (await page(`/v1/audit?cursor=${one}`)).code]).toEqual([one, "request_invalid"]);
    for (const url of ["/v1/calls?limit=1", "/v1/audit?order=people.invite"])
      expect((await page(`${url}&cursor=${next}`)).code).toBe("request_invalid");
  });

  test("and a record tell of the connections that somebody may see, and of no other", async () => {
    await database.query(
      `insert into record (connection, object, record_id, vendor_at, content_hash, fields, outputs, changed_at, read_at)
       select connection, 'company', '1', now(), 'h', '{"name": "Acme"}', '{}', now(), now()
       from unnest(array['hub', 'sales']) as connection`,
    );
    const grants = ["hub", "other"].map((connection) => ({ role: "viewer", connection }));
    const { cookie } = await signUp("partly@acme.example", grants);
    const look = async (url: string) => {
      const reply = await send("GET", url, { cookie });
      return [reply.statusCode, reply.json().rows?.length ?? reply.json().ref?.connection];
    };
    expect(await look("/v1/records?connection=hub")).toEqual([200, 1]);
    expect(await look("/v1/records/hub/company/1")).toEqual([200, "hub"]);
    expect(await look("/v1/records/hub/company/1/timeline")).toEqual([200, 1]);
    for (const url of [
      "/v1/records?connection=sales",
      "/v1/records/sales/company/1",
      "/v1/ledger?connection=sales",
    ])
      expect(await look(url)).toEqual([403, undefined]);
    for (const url of ["/v1/records", "/v1/records?search=acme"])
      expect(await look(url)).toEqual([400, undefined]);
    expect(await look("/v1/records?search=acme&connection=hub")).toEqual([200, 1]);
    expect(await look("/v1/records?search=acme&connection=sales")).toEqual([403, undefined]);
  });
});

describe("what is not well-formed", () => {
  test("is refused as a problem that says what is wrong, and where", async () => {
    const cases: [string, string, Sent & { raw?: string }, number][] = [
      ["GET", "/v1/nowhere", {}, 404],
      ["GET", "/v1/records/%E0%A4%A", {}, 400],
      ["GET", "/v1/audit?limit=9999", {}, 400],
      ["GET", "/v1/audit?colour=red", {}, 400],
      ["GET", "/v1/audit?cursor=xyz", {}, 400],
      ["GET", "/v1/audit?order=%27%3B%20drop%20table%20audit%3B--", {}, 200],
      ["GET", "/v1/records?connection=%27%20or%20true%20--", {}, 200],
      ["GET", "/v1/records?search=%27%3B--", {}, 400],
      ["POST", "/v1/people", { body: { email: "no address" } }, 400],
      ["POST", "/v1/tokens", { body: { name: "x", role: "king", connection: null, days: 1 } }, 400],
      ["POST", "/v1/people", { raw: "{" }, 400],
      ["POST", "/v1/people", { raw: `{"email": "${"x".repeat(1_100_000)}"}` }, 413],
      ["POST", "/v1/people", { raw: '{"__proto__": {"isAdmin": true}}' }, 400],
      ["POST", "/v1/people", { raw: "x", headers: { "content-type": "text/xml" } }, 415],
    ];
    for (const [method, url, { raw, headers, ...sent }, status] of cases) {
      const type = { "content-type": "application/json", ...headers };
      const reply =
        raw === undefined
          ? await send(method, url, { cookie: admin, ...sent })
          : await app.inject({
              ...{ method: "POST", url, payload: raw },
              headers: { ...sameSite, cookie: admin, ...type },
            });
      expect([url, raw?.slice(0, 20), reply.statusCode]).toEqual([url, raw?.slice(0, 20), status]);
      if (status === 200) continue;
      expect(reply.headers["content-type"]).toMatch(/^application\/problem\+json/);
      const requestId = reply.headers["x-request-id"];
      expect(reply.json()).toMatchObject({ status, code: expect.any(String), requestId });
      expect(requestId).toEqual(expect.any(String));
      expect(reply.json().detail).not.toBe("");
    }
    expect(await database.query("select 1 from audit limit 1")).toHaveLength(1);
  });

  test("is refused after so many requests a minute, whichever tokens somebody uses or guesses", async () => {
    const strict = await createApi({
      ...{ database, reader, logger: testLogger() },
      options: { ...options, requestsPerMinute: 3 },
    });
    const tokens = [
      await tokenOf(admin, { role: "viewer" }),
      await tokenOf(admin, { role: "viewer" }),
    ];
    const statuses: number[] = [];
    for (const token of [...tokens, ...tokens]) {
      const headers = { host, authorization: `Bearer ${token}` };
      statuses.push(
        (await strict.inject({ method: "GET", url: "/v1/session", headers })).statusCode,
      );
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
    const guess = {
      method: "GET",
      url: "/v1/session",
      headers: { host, authorization: "Bearer x" },
    } as const;
    const guessed: number[] = [];
    for (let tries = 0; tries < 5; tries += 1)
      guessed.push((await strict.inject(guess)).statusCode);
    expect(guessed).toEqual([401, 401, 401, 429, 429]);
    await strict.close();
  });
});

test("no reply, and nothing that is kept, holds a password, or a secret that was not asked for", async () => {
  const token = await tokenOf(admin, { role: "admin" });
  for (const name of routeNames.filter((one) => routes[one].method === "GET")) {
    const { body } = await ask(name, { token });
    for (const secret of [password, token, "argon2", admin.split("=")[1] ?? ""])
      expect([name, body.includes(secret)]).toEqual([name, false]);
  }
});
