import { everyRecord } from "@fieldwork/contracts";
import { type CrmAdapter, CrmError } from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { listSourceReads, orderSourceRead } from "@fieldwork/store/backfills";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createSourceReads } from "./read-source.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.drop());

test("a read of an object that the CRM hides from us keeps no later read from being carried out", async () => {
  const { database } = store;
  const adapter = {
    ...{ connection: "hub", objects: ["lead", "company"], scannedBeforeMs: () => 0 },
    async countMatching(object: string) {
      if (object === "company") return { count: 0, is: "exact", why: null };
      throw new CrmError("HubSpot does not permit this with the access token", {
        ...{ reason: "not-permitted", outcome: "rejected" },
      });
    },
    readMatching: async () => ({ records: [], token: null }),
  } as unknown as CrmAdapter;
  const eventLog = { publish: async () => undefined, lag: async () => 0 } as unknown as EventLog;
  for (const object of ["lead", "company"]) {
    await orderSourceRead(database, {
      ...{ id: `read-${object}`, connection: "hub", object, filter: everyRecord },
      ...{ countsOnly: false, orderedBy: "ann" },
    });
  }
  const reads = createSourceReads({
    ...{ adapter, eventLog, database, leaseMs: 2000, logger: testLogger() },
  });
  await reads.start();
  onTestFinished(() => reads.stop());
  await eventually(async () => {
    // As if the rests between its rounds were over.
    reads.wake();
    const states = (await listSourceReads(database, { limit: 9 })).map(
      ({ object, state }) => `${object} ${state}`,
    );
    expect(states).toContain("company done");
  });
});
