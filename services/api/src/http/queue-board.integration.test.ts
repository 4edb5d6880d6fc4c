import { randomUUID } from "node:crypto";
import { createRedisLanes } from "@fieldwork/lanes";
import { testLogger } from "@fieldwork/runtime/testing";
import { confirmTerms } from "@fieldwork/store/terms";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testTerms } from "../backfills/testing.ts";
import { localToken, openTestApi, type TestApi } from "../testing/open-test-api.ts";

// biome-ignore lint/style/noProcessEnv: how the test run tells its workers where the server is.
const redisUrl = process.env.FIELDWORK_TEST_REDIS ?? "";
const prefix = `{test-${randomUUID()}}`;

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi({ queuesAt: { redisUrl, prefix } });
  const terms = [{ ...testTerms, model: "openai/small" }];
  await confirmTerms(api.database, { terms, routes: [] });
  const lanes = createRedisLanes({ redisUrl, prefix, logger: testLogger() });
  await lanes.start();
  await lanes.dispatch("openai", [{ workId: "1", generation: 1 }]);
  await lanes.stop();
});

afterAll(() => api.stop());

const headers = { authorization: `Bearer ${localToken}` };
const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${api.url}/queues${path}`, { headers, ...init });

test("the queues are shown to whoever may read everything, under a policy of their own", async () => {
  const page = await ask("");
  expect(page.status).toBe(200);
  const html = await page.text();
  expect(html).toContain("Fieldwork");
  expect(html).not.toContain("googleapis");
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("style-src 'self' 'unsafe-inline'");
  expect(policy).toContain("script-src 'self';");
  const { queues } = (await (await ask("/api/queues")).json()) as { queues: unknown[] };
  expect(queues).toMatchObject([{ name: "openai", counts: { waiting: 1 }, readOnlyMode: true }]);
});

test("nobody sees them without a sign-in, and nobody changes anything there", async () => {
  for (const path of ["", "/api/queues", "/queue/openai"])
    expect((await ask(path, { headers: {} })).status).toBe(401);
  for (const path of ["/api/queues/openai/pause", "/api/queues/openai/empty"])
    expect((await ask(path, { method: "PUT" })).status).toBe(403);
  const { queues } = (await (await ask("/api/queues")).json()) as { queues: unknown[] };
  expect(queues).toMatchObject([{ counts: { waiting: 1 }, isPaused: false }]);
});

test("the operations tell where they are, or that there are none", async () => {
  const shown = await api.client.call("operations.show", {});
  expect(shown.queuesPath).toBe("/queues");
  const other = await openTestApi();
  expect((await other.client.call("operations.show", {})).queuesPath).toBeNull();
  await other.stop();
});
