import { type CrmAdapter, CrmError } from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import {
  gapOrderer,
  listReconciliations,
  orderReconciliation,
} from "@fieldwork/store/reconciliations";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createReconciliations } from "./reconcile.ts";

let store: TestStore;
const connection = "portal";

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.drop());

test("an object that the CRM does not let us read keeps no other from being compared", async () => {
  const { database } = store;
  const unlessLead = <T>(object: string, shown: T): T => {
    if (object !== "lead") return shown;
    throw new CrmError("HubSpot does not permit this with the access token", {
      ...{ reason: "not-permitted", outcome: "rejected" },
    });
  };
  const adapter = {
    ...{ connection, objects: ["lead", "company"], scannedBeforeMs: () => 0 },
    readNow: async (object: string) => unlessLead(object, { changes: [], gone: [] }),
    countMatching: async (object: string) =>
      unlessLead(object, { count: 0, is: "exact", why: null }),
    readMatching: async (object: string) => unlessLead(object, { records: [], token: null }),
  } as unknown as CrmAdapter;
  const eventLog = { publish: async () => undefined, lag: async () => 0 } as unknown as EventLog;
  for (const object of ["lead", "company"]) {
    const order = { connection, object, sample: null, endsAreConfirmed: false, gap: null };
    await orderReconciliation(database, { ...order, orderedBy: gapOrderer });
  }
  const reconciliations = createReconciliations({
    ...{ adapter, database, eventLog, objects: () => new Set(["lead", "company"]) },
    ...{ leaseMs: 1000, everyMs: undefined, logger: testLogger() },
  });
  await reconciliations.start();
  onTestFinished(() => reconciliations.stop());
  await eventually(async () => {
    // As if the rests between its rounds were over.
    reconciliations.wake();
    expect(await listReconciliations(database)).toContainEqual(
      expect.objectContaining({ object: "company", state: "done" }),
    );
  });
});
