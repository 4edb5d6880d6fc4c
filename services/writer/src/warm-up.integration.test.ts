import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Connection, createMappings } from "@fieldwork/crm";
import { loadEnrichments, outputsIn } from "@fieldwork/enrichments";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import { loadConfig } from "@fieldwork/runtime";
import { testLogger } from "@fieldwork/runtime/testing";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { writerConfig } from "./config.ts";
import { createWriterWarmUp } from "./warm-up.ts";

// biome-ignore lint/style/noProcessEnv: how the test run tells its workers where the server is.
const redisUrl = process.env.FIELDWORK_TEST_REDIS ?? "";
let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(() => store.drop());

/** A CRM that counts who asks it. */
async function openCrm() {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked: () => asked };
}

async function warmUp(settings: Record<string, string>, object = "company") {
  const crm = await openCrm();
  const connections: Connection[] = [
    { vendor: "hubspot", name: "one", baseUrl: crm.url, accessToken: "a token" },
    {
      ...{ vendor: "salesforce", name: "two", loginUrl: crm.url },
      ...{ clientId: "an app", clientSecret: "a secret", writes: "guarded" },
    },
  ];
  const warned: unknown[] = [];
  const logger = testLogger();
  logger.warn = (...told: unknown[]) => void warned.push(told);
  let transactions = 0;
  const { database } = store;
  const enrichments = await loadEnrichments();
  const definitions = fixedDefinitions(enrichments.filter((one) => one.object === object));
  await createWriterWarmUp({
    // However slow the machine is, no read is too old.
    config: {
      ...loadConfig(writerConfig, { WRITE_READ_MAX_AGE_MS: "60000", ...settings }),
      REDIS_URL: redisUrl,
    },
    database: {
      ...database,
      transaction(work) {
        transactions += 1;
        return database.transaction(work);
      },
    },
    ...{ connections, mappings: createMappings(connections), outputs: outputsIn(definitions) },
    ...{ definitions, logger, batches: 4, withinMs: 60_000 },
  }).start();
  return { warned, transactions, asked: crm.asked() };
}

test.each([
  ["apply", "company"],
  ["apply", "contact"],
  ["preview", "company"],
])(
  "warming up in mode %s writes whole batches of made-up answers to a %s, asks no CRM, and leaves nothing in any table",
  async (mode, object) => {
    const tables = await store.database.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
    );
    const counts = async () =>
      Promise.all(
        tables.map(async ({ name }) => [
          name,
          await store.database.query(`select count(*)::int from "${name}"`),
        ]),
      );
    const before = await counts();
    expect(await warmUp({ WRITE_MODE: mode }, object)).toEqual({
      ...{ warned: [], transactions: 4, asked: 0 },
    });
    expect(await counts()).toEqual(before);
  },
);

test("a writer that cannot warm up starts cold, and says so", async () => {
  await store.database.query("alter table write_intent rename to elsewhere");
  const { warned } = await warmUp({ WRITE_MODE: "apply" });
  await store.database.query("alter table elsewhere rename to write_intent");
  expect(warned).toHaveLength(1);
});
