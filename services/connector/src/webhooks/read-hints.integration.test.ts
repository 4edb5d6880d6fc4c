import type { RecordChanged } from "@fieldwork/contracts";
import { type CrmAdapter, CrmError } from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { keepHints } from "@fieldwork/store/hints";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createHintedReads } from "./read-hints.ts";

let store: TestStore;
const connection = "portal";

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.drop());

test.each([
  ["1", "2"],
  ["2", "1"],
])(
  "crm-12: an object that the CRM does not let us read keeps what is told of others from nothing (%s, %s)",
  async (lead, company) => {
    const { database } = store;
    const published: string[] = [];
    await database.query("truncate change_hint");
    const eventLog = {
      publish: async (_: unknown, events: { event: RecordChanged }[]) => {
        published.push(...events.map(({ event }) => `${event.ref.object} ${event.ref.id}`));
      },
    } as unknown as EventLog;
    const adapter = {
      ...{ connection, objects: ["lead", "company"], maxReadBatch: 100 },
      async readNow(object: string, ids: readonly string[]) {
        if (object === "lead") {
          throw new CrmError("HubSpot does not permit this with the access token", {
            ...{ reason: "not-permitted", outcome: "rejected" },
          });
        }
        const version = { vendorAt: "2026-11-01T10:00:00.000Z", contentHash: "c" };
        const changes = ids.map((id) => ({
          ...{ kind: "changed" as const, ref: { connection, object, id }, version },
          ...{ fields: {}, outputs: {} },
        }));
        return { changes, gone: [] };
      },
    } as unknown as CrmAdapter;
    const hint = (object: string, id: string) => ({
      ...{ ref: { connection, object, id }, kind: "changed" as const, atMs: 1000, isBulk: false },
    });
    await keepHints(database, [hint("lead", lead)]);
    await keepHints(database, [hint("company", company)]);
    const reads = createHintedReads({
      ...{ adapter, database, eventLog, leaseMs: 60_000, wants: () => new Set<string>() },
      logger: testLogger(),
    });
    await reads.start();
    onTestFinished(() => reads.stop());
    await eventually(() => {
      // As if the rests between its rounds were over.
      reads.wake();
      expect(published).toContain(`company ${company}`);
    });
  },
);
