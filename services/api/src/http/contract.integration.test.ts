import { type RouteName, routes, type Shape, shapes } from "@fieldwork/contracts/api";
import type { Database } from "@fieldwork/store";
import { fillStore } from "@fieldwork/store/testing";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { localToken, openTestApi, type TestApi } from "../testing/open-test-api.ts";

const askable = (Object.keys(routes) as RouteName[]).filter(
  (name) => routes[name].permission !== null,
);
const routeNames = askable.filter((name) => !("isStream" in routes[name]));
const hostile = [
  "'; drop table work; --",
  "' or '1'='1",
  "1); delete from record; --",
  "$1",
  "%",
  "\\",
  "\u0000",
  "\ud83d",
  "../../etc/passwd",
  '{"$gt": ""}',
  "x".repeat(90),
];

let api: TestApi;
let database: Database;
let app: FastifyInstance;

beforeAll(async () => {
  api = await openTestApi({ requestsPerMinute: 1_000_000 });
  ({ database, app } = api);
  await fillStore(database, 1000);
});

afterAll(() => api.stop());

function send(name: RouteName, path: string, payload?: unknown) {
  return app.inject({
    ...{ method: routes[name].method, url: path },
    headers: { authorization: `Bearer ${localToken}`, "content-type": "application/json" },
    ...(payload !== undefined && { payload: JSON.stringify(payload) }),
  });
}

async function contents(): Promise<unknown> {
  const tables = ["record", "work", "review", "field_ledger", "answer", "model_call", "person"];
  const counts = tables.map((table) => `select '${table}' as name, count(*) from ${table}`);
  return database.query(`${counts.join(" union all ")} order by 1`);
}

/** With this in place of one part of the path, or of one filter. */
function pathsOf(name: RouteName, value: string): string[] {
  const { params, query }: Shape = shapes[name];
  const said = encodeURIComponent(value.toWellFormed());
  const filled = routes[name].path.replaceAll(/:\w+/g, "1");
  return [
    ...Object.keys(params?.shape ?? {}).map((part) =>
      routes[name].path.replace(`:${part}`, said).replaceAll(/:\w+/g, "1"),
    ),
    ...Object.keys(query?.shape ?? {}).map((key) => `${filled}?${key}=${said}`),
  ];
}

interface Operation {
  operationId: RouteName;
  summary: string;
  security: object[];
  responses: Record<string, { content?: object }>;
}

test("the document of the API has every route, with what it takes, what it replies and who may", async () => {
  const document = (await app.inject({ method: "GET", url: "/v1/openapi.json" })).json();
  expect(document.openapi).toBe("3.1.0");
  const operations = Object.values<Record<string, Operation>>(document.paths).flatMap((path) =>
    Object.values(path),
  );
  expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(
    Object.keys(routes).toSorted(),
  );
  for (const { operationId, summary, security, responses } of operations) {
    expect(summary).toBe(routes[operationId].summary);
    expect(Object.keys(responses)).toEqual(["200", "4XX"]);
    expect(responses["4XX"]?.content).toHaveProperty("application/problem+json");
    expect([operationId, security.length > 0]).toEqual([
      operationId,
      routes[operationId].permission !== null,
    ]);
  }
});

test("the document of the API passes the linter's recommended rules, without an error or a warning", async () => {
  const { body } = await app.inject({ method: "GET", url: "/v1/openapi.json" });
  const config = await createConfig({
    extends: ["recommended"],
    rules: {
      // Its licence is the repository's.
      "info-license": "off",
      // It is served by whoever runs it, wherever that is.
      "no-server-example.com": "off",
    },
  });
  const problems = await lintFromString({ source: body, config });
  const told = problems.map(({ ruleId, message, location: [at] }) => {
    return { ruleId, message, at: at?.pointer };
  });
  expect(told).toEqual([]);
});

test("no part of a path, no filter and no cursor is taken for anything but a value", async () => {
  const before = await contents();
  for (const name of routeNames) {
    for (const path of hostile.flatMap((value) => pathsOf(name, value))) {
      const { statusCode, body } = await send(name, path);
      expect([path, statusCode < 500]).toEqual([path, true]);
      expect([path, /syntax error|column|relation/i.test(body)]).toEqual([path, false]);
    }
  }
  expect(await contents()).toEqual(before);
}, 60_000);

test("a body of another form is refused, and does nothing", async () => {
  const before = await contents();
  const deep = JSON.parse(`${'{"a":'.repeat(500)}1${"}".repeat(500)}`);
  const bodies = [null, [], "text", 1, { unknown: true }, deep, { records: [[]] }, { email: {} }];
  for (const name of askable.filter((one) => "body" in shapes[one])) {
    const path = routes[name].path.replaceAll(/:\w+/g, "1");
    for (const body of bodies) {
      const { statusCode } = await send(name, path, body);
      expect([name, body, statusCode]).toEqual([name, body, 400]);
    }
  }
  expect(await contents()).toEqual(before);
});
