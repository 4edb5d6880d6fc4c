import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { loadEnrichments, withRoute } from "@fieldwork/enrichments";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import { configureProviders, modelSettings, type Providers } from "@fieldwork/models";
import { loadConfig } from "@fieldwork/runtime";
import { testLogger } from "@fieldwork/runtime/testing";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { enricherConfig } from "./config.ts";
import { createEnricherWarmUp } from "./warm-up.ts";

// biome-ignore lint/style/noProcessEnv: how the test run tells its workers where the server is.
const redisUrl = process.env.FIELDWORK_TEST_REDIS ?? "";
let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(() => store.drop());

/** A vendor that counts who asks it. */
async function openVendor() {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}/v1`, asked: () => asked };
}

async function warmUp(providers: Providers, openStandIn: Providers["openStandIn"]) {
  const { database } = store;
  const warned: unknown[] = [];
  const logger = testLogger();
  logger.warn = (...told: unknown[]) => void warned.push(told);
  const enrichments = withRoute(await loadEnrichments(), ["openai/gpt-6-luna"]);
  for (const one of enrichments) {
    await createEnricherWarmUp({
      ...{ database, asyncCommits: database, logger },
      config: { ...loadConfig(enricherConfig, {}), REDIS_URL: redisUrl },
      definitions: fixedDefinitions([one]),
      providers: { ...providers, openStandIn },
      records: 600,
      withinMs: 60_000,
    }).start();
  }
  return { warned, enrichments };
}

test.each(["responses", "chat"])(
  "warming up on the %s API asks no vendor, stores nothing, and practises what is usual: an answer that passes",
  async (api) => {
    const vendor = await openVendor();
    const providers = configureProviders(
      loadConfig(modelSettings, { OPENAI_BASE_URL: vendor.baseUrl, OPENAI_API: api }),
    );
    let calls = 0;
    const { warned, enrichments } = await warmUp(providers, async (name, answer) => {
      const standIn = await providers.openStandIn(name, answer);
      if (standIn === undefined) return undefined;
      return {
        ...standIn,
        prepare(request) {
          calls += 1;
          expect(request.repair).toBeUndefined();
          return standIn.prepare(request);
        },
      };
    });
    expect(warned).toEqual([]);
    expect(calls).toBe(600 * enrichments.length);
    expect(vendor.asked()).toBe(0);
    for (const table of ["work", "answer", "model_call", "budget"]) {
      expect(await store.database.query(`select from ${table} limit 1`)).toEqual([]);
    }
  },
);

test("a process that cannot warm up starts cold, and says so", async () => {
  const providers = configureProviders(loadConfig(modelSettings, {}));
  const { warned } = await warmUp(providers, async () => {
    throw new Error("no port is free");
  });
  expect(warned).toHaveLength(2);
});

test("a process whose practice is answered nowhere starts cold, and says so", async () => {
  const providers = configureProviders(loadConfig(modelSettings, {}));
  const { warned, enrichments } = await warmUp(providers, async (name, answer) => {
    const standIn = await providers.openStandIn(name, answer);
    if (standIn === undefined) return undefined;
    return {
      ...standIn,
      prepare() {
        throw new Error("it cannot be asked");
      },
    };
  });
  expect(warned).toHaveLength(enrichments.length);
});
