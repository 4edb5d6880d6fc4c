import type { CrmAdapter } from "@fieldwork/crm";
import { loadEnrichments } from "@fieldwork/enrichments";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import { loadConfig } from "@fieldwork/runtime";
import { testLogger } from "@fieldwork/runtime/testing";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writerConfig } from "./config.ts";
import { createWriterWarmUp } from "./warm-up.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(() => store.drop());

/** Of a CRM that must not be asked: whatever is called of it is missing. */
function untouchable(connection: string): CrmAdapter {
  const known = { connection, vendor: "hubspot", objects: ["company", "contact"] };
  const pace = { maxReadBatch: 100, maxWriteBatch: 100, writes: "fast", windows: [] };
  return { ...known, ...pace } as unknown as CrmAdapter;
}

async function warmUp(settings: Record<string, string>) {
  const warned: unknown[] = [];
  const logger = testLogger();
  logger.warn = (...told: unknown[]) => void warned.push(told);
  let transactions = 0;
  const { database } = store;
  await createWriterWarmUp({
    // However slow the machine is, no read is too old.
    config: loadConfig(writerConfig, { WRITE_READ_MAX_AGE_MS: "60000", ...settings }),
    database: {
      ...database,
      transaction(work) {
        transactions += 1;
        return database.transaction(work);
      },
    },
    adapters: new Map(["one", "two"].map((name) => [name, untouchable(name)])),
    definitions: fixedDefinitions(await loadEnrichments()),
    logger,
    batches: 4,
    withinMs: 60_000,
  }).start();
  return { warned, transactions };
}

test.each(["apply", "preview"])(
  "warming up in mode %s writes whole batches of made-up answers, and leaves nothing in any table",
  async (mode) => {
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
    expect(await warmUp({ WRITE_MODE: mode })).toEqual({ warned: [], transactions: 4 });
    expect(await counts()).toEqual(before);
  },
);

test("a writer that cannot warm up starts cold, and says so", async () => {
  await store.database.query("alter table write_intent rename to elsewhere");
  const { warned } = await warmUp({ WRITE_MODE: "apply" });
  await store.database.query("alter table elsewhere rename to write_intent");
  expect(warned).toHaveLength(1);
});
