import { randomUUID } from "node:crypto";
import { apiConfig, createApiService } from "@fieldwork/api";
import { type Client, createClient } from "@fieldwork/contracts/client";
import { loadConfig } from "@fieldwork/runtime";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { createReader } from "@fieldwork/store/reading";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestLine, type TestLine } from "../support/test-line.ts";

/** Accounts of two types in Salesforce, of which one takes a single industry. */
const plain = { id: "0125e000000abceAAA", name: "Customer" };
const narrow = {
  ...{ id: "0125e000000abcdAAA", name: "Landlord" },
  values: { Ai_Industry__c: ["Real Estate"] },
};
const each = 3;

let line: TestLine;
let client: Client;
let close: () => Promise<void>;

beforeAll(async () => {
  line = await createTestLine({
    ...{ names: ["company-profile"], history: "read-only" },
    recordTypes: { Account: [plain, narrow] },
    before: ({ salesforce }) =>
      salesforce.create(
        "Account",
        [plain, narrow].flatMap(({ id, name }) =>
          Array.from({ length: each }, (_, n) => ({
            ...{ Name: `${name} ${n}`, RecordTypeId: id },
            Description: `${name} ${n} sells electricity from wind farms to households.`,
          })),
        ),
      ),
  });
  const { database, databaseUrl: connectionString } = line;
  const reader = createReader({ connectionString, max: 2, applicationName: "test" });
  const token = "fwt_local";
  const api = createApiService({
    config: loadConfig(apiConfig, { API_PORT: "0" }),
    ...{ database, reader, host: "127.0.0.1", logDays: 7, localToken: token },
    logger: testLogger(),
  });
  await api.start();
  client = createClient({ url: `http://127.0.0.1:${api.port()}`, token });
  close = async () => {
    await api.stop();
    await reader.stop();
  };
});

afterAll(async () => {
  await close?.();
  await line?.stop();
});

test("crm-27: a sheet counts what goes to review since the record's type does not take it, and so it goes", async () => {
  const { database } = line;
  const read = () => database.query("select 1 from record where not deleted");
  await eventually(async () => expect(await read()).toHaveLength(2 * each), { timeoutMs: 20_000 });
  const idempotencyKey = () => ({ idempotencyKey: randomUUID() });
  const { id } = await client.call("backfills.create", {
    body: {
      ...{ enrichment: "company-profile", connection: "salesforce", filter: { all: [] } },
      ...{ ramp: [2 * each], restMinutes: 0 },
    },
    ...idempotencyKey(),
  });
  const params = { id };
  await client.call("samples.ask", {
    ...{ params, body: { size: 2 * each } },
    ...idempotencyKey(),
  });
  await eventually(
    async () => {
      const { figures } = await client.call("samples.show", { params, query: {} });
      expect(figures).toMatchObject({ answered: 2 * each });
      const ofIndustry = figures.fields.find(({ field }) => field === "ai_industry");
      expect(ofIndustry).toMatchObject({ created: each, inReview: each });
    },
    { timeoutMs: 30_000 },
  );
  const sheet = await client.call("backfills.makeSheet", {
    ...{ params, body: {} },
    ...idempotencyKey(),
  });
  expect(sheet.figures.values.find(({ field }) => field === "ai_industry")).toMatchObject({
    created: { likely: each },
    inReview: { likely: each },
  });
  const body = { order: "start", sheet: sheet.hash } as const;
  await client.call("backfills.change", { params, body, ...idempotencyKey() });
  await eventually(
    async () => {
      const reviews = await database.query<{ reason: string }>(
        "select reason_code as reason from review where field = 'ai_industry'",
      );
      expect(reviews.map(({ reason }) => reason)).toEqual(
        Array.from({ length: each }, () => "option-not-for-record"),
      );
    },
    { timeoutMs: 40_000 },
  );
});
