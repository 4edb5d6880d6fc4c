import { type Route, type RouteName, routes, type Shape, shapes } from "@fieldwork/contracts/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { localToken, openTestApi, type TestApi } from "../testing/open-test-api.ts";

const hostile = [
  "'; drop table audit; select pg_sleep(20) from notice_channel; --",
  "\" \\' \u0000 $1::text[] or pg_sleep(20) is null",
];
const withinMs = 5000;
let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(() => api.stop());

// A stream is asked in the same way, and ends with its client alone.
const names = (Object.keys(routes) as RouteName[]).filter((name) => !("isStream" in routes[name]));

/** Asks with a text in place of the path's parameters, and of one of query or body. */
async function ask(name: RouteName, text: string, given: { query?: object; body?: unknown } = {}) {
  const { method, path }: Route = routes[name];
  const url = path.replaceAll(/:\w+/g, () => encodeURIComponent(text));
  const startedAtMs = performance.now();
  const reply = await api.app.inject({
    ...{ method: method as "GET", url, query: { ...given.query } },
    headers: {
      ...{ host: "localhost", authorization: `Bearer ${localToken}` },
      ...(given.body !== undefined && { "content-type": "application/json" }),
    },
    ...(given.body !== undefined && { payload: JSON.stringify(given.body) }),
  });
  const isInTime = performance.now() - startedAtMs < withinMs;
  const spoken = reply.body.replaceAll(JSON.stringify(text).slice(1, -1), "");
  const told = /syntax error|relation "|pg_|fwh_/i.test(spoken);
  return { status: reply.statusCode, isInTime, told };
}

const keysOf = (shape: Shape, part: "query" | "body") => Object.keys(shape[part]?.shape ?? {});
const wellTaken = { isInTime: true, told: false };

test("what looks like SQL is data in every parameter, filter and cursor of every route", async () => {
  for (const name of names)
    for (const text of hostile)
      for (const key of ["", ...keysOf(shapes[name], "query")]) {
        const query = key === "" ? {} : { [key]: text };
        const { status, ...taken } = await ask(name, text, { query });
        expect({ name, key, text, isOurs: status >= 500, ...taken }).toEqual({
          ...{ name, key, text, isOurs: false },
          ...wellTaken,
        });
      }
  expect(await api.database.query("select count(*) from audit")).toHaveLength(1);
}, 60_000);

test("a body of another form is refused by every route that takes one, wherever it differs", async () => {
  for (const name of names) {
    const shape: Shape = shapes[name];
    if (!shape.body) continue;
    const odd = [[], "text", 7, null, { strange: 1 }, { ["__proto__"]: { role: "admin" } }];
    for (const body of [
      ...odd,
      ...keysOf(shape, "body").map((key) => ({ [key]: { odd: hostile } })),
    ]) {
      const { status, ...taken } = await ask(name, "x", { body });
      expect({ name, body, isRefused: status >= 400 && status < 500, ...taken }).toEqual({
        ...{ name, body, isRefused: true },
        ...wellTaken,
      });
    }
  }
}, 60_000);

test("a body that is nested without end is refused as such, and one as deep as a text may be is read", async () => {
  const told = async (depth: number) => {
    const filter = `${'{"all":['.repeat(depth)}{"field":"name","is":"blank","values":[]}${"]}".repeat(depth)}`;
    const reply = await api.app.inject({
      ...{ method: "POST", url: "/v1/filters/check" },
      headers: {
        ...{ host: "localhost", authorization: `Bearer ${localToken}` },
        "content-type": "application/json",
      },
      payload: `{"enrichment":"nobody","connection":"hub","filter":${filter}}`,
    });
    return reply.json();
  };
  const refused = { status: 400, code: "request_invalid" };
  const tooDeep = { ...refused, detail: "the body is nested more than 1000 deep" };
  expect(await told(50_000)).toMatchObject(tooDeep);
  expect(await told(450)).toMatchObject({ ...refused, detail: "no enrichment nobody is released" });
});
