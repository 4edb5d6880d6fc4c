import { type CrmAdapter, CrmError, type FieldWrite } from "@fieldwork/crm";
import type { Definitions } from "@fieldwork/enrichments";
import type { EventLog } from "@fieldwork/event-log";
import { loadConfig } from "@fieldwork/runtime";
import { testLogger } from "@fieldwork/runtime/testing";
import { createClaimKeeper } from "@fieldwork/store";
import { writerConfig } from "@fieldwork/writer";
import {
  createBatchWriter,
  createEndBatch,
  createFieldDescriptions,
  createParentLeases,
} from "@fieldwork/writer/steps";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "./ask-records.ts";
import { order } from "./backfill-orders.ts";
import { createWorld, drive, leaseMs, openWorldStore, profile } from "./backfill-world.ts";
import { createMemoryCrm } from "./memory-crm.ts";

let store: Awaited<ReturnType<typeof openWorldStore>>;

beforeAll(async () => {
  store = await openWorldStore();
});

afterAll(async () => {
  await store.reader.stop();
  await store.drop();
});

/** Of the same answer, another field of the same record. */
const other = {
  ...profile,
  name: "other",
  outputs: profile.outputs.map((one) => ({ ...one, field: "ai_other" })),
};

test("what the CRM refuses of one answer does not keep another answer of its record from being written", async () => {
  const { database } = store;
  await database.query("truncate write_brake");
  const texts = ["a", "b", "c", "d", "e", "f"];
  const crm = createMemoryCrm(texts.map((description) => ({ description, value: null })));
  const world = await createWorld(store, crm);
  for (const id of crm.records.keys()) await order(world, [id]);
  for (let round = 0; round < 12; round++) await drive(world);
  await ask(world);
  // The same answers, wanted by a second enrichment of the same records.
  const columns = (
    await database.query<{ name: string }>(
      `select column_name as name from information_schema.columns
       where table_name = 'work' and column_name not in ('id', 'enrichment') and is_generated = 'NEVER'`,
    )
  ).map(({ name }) => `"${name}"`);
  await database.query(
    `insert into work (enrichment, ${columns}) select 'other', ${columns} from work`,
  );
  const stored = new Map<string, Record<string, string | null>>();
  const adapter = {
    ...crm.adapter,
    async readRecords(object: string, ids: readonly string[]) {
      const read = await crm.adapter.readRecords(object, ids, new AbortController().signal);
      return read.map((one) => ({
        ...one,
        outputs: { ai_industry: null, ai_other: null, ...stored.get(one.ref.id) },
      }));
    },
    describeFields: async () =>
      ["ai_industry", "ai_other"].map((field) => ({
        ...{ field, vendorName: field, exists: true, writable: true },
      })),
    // A rule of the org: nobody may change the industry.
    writeFields: async (_: string, writes: readonly FieldWrite[]) =>
      writes.map(({ id, values }) => {
        if ("ai_industry" in values) {
          const error = new CrmError("Salesforce refused the record: the industry is fixed", {
            ...{ reason: "refused-record", outcome: "rejected" },
            signature: "item FIELD_CUSTOM_VALIDATION_EXCEPTION the industry is fixed",
          });
          return { kind: "refused", error };
        }
        stored.set(id, { ...stored.get(id), ...values });
        return { kind: "written" };
      }),
  } as unknown as CrmAdapter;
  const logger = testLogger();
  const config = loadConfig(writerConfig, { WRITE_READ_MAX_AGE_MS: "60000" });
  const eventLog = { publish: async () => undefined } as unknown as EventLog;
  const writeBatch = createBatchWriter({
    ...{ config, database },
    ending: createEndBatch({ database, eventLog, maxFailures: 5, isPreview: false, logger }),
    definitions: {
      named: (name: string) => (name === "other" ? other : profile),
      load: async () => undefined,
    } as unknown as Pick<Definitions, "named" | "load">,
    keeper: createClaimKeeper({ database, leaseMs, logger }),
    descriptions: createFieldDescriptions({ maxAgeMs: 60_000 }),
    holds: { isHeld: () => false },
    parents: createParentLeases({ database, leaseMs, logger }),
    windows: { note: () => undefined },
  });
  const { signal } = new AbortController();
  for (let round = 0; round < 10; round++) {
    await database.query("update work set due_at = now() where state = 'answered'");
    await writeBatch({ adapter, object: "company", limit: 100 }, signal);
  }
  const states = await database.query(
    `select enrichment, state, reason_code as reason, count(*)::int from work
     group by 1, 2, 3 order by 1`,
  );
  const brakes = await database.query(
    "select enrichment from write_brake where group_id is not null order by 1",
  );
  expect({ states, brakes }).toEqual({
    states: [
      { enrichment: "other", state: "written", reason: null, count: 6 },
      { enrichment: "profile", state: "review", reason: "braked", count: 6 },
    ],
    brakes: [{ enrichment: "profile" }],
  });
});
