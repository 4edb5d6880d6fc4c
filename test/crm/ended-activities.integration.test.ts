import { createConnector } from "@fieldwork/connector";
import type { RecordChanged } from "@fieldwork/contracts";
import { createHubspotAdapter } from "@fieldwork/crm/hubspot";
import { loadEnrichments } from "@fieldwork/enrichments";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import type { EventLog } from "@fieldwork/event-log";
import { freePort } from "@fieldwork/infra/local";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { createHubspotSimulator } from "@fieldwork/simulators";
import { keepPlan } from "@fieldwork/store";
import { createSuppression } from "@fieldwork/store/erasure";
import { listReconciliations, orderReconciliation } from "@fieldwork/store/reconciliations";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.drop());

const anHourAgo = () => Date.now() - 3_600_000;

/** A log whose changes are known as soon as they are published. */
function plannedAtOnce(): EventLog {
  return {
    name: "log",
    async publish(_, published) {
      const records = published.map(({ event }) => {
        const change = event as RecordChanged;
        const { vendorAt, contentHash } = change.version;
        return {
          ...{ ref: change.ref, vendorAt, contentHash, readAt: change.readAt, traceparent: null },
          directReadAt: change.readAt,
          ...{ fields: change.kind === "changed" ? change.fields : {}, outputs: {} },
          deleted: change.kind === "deleted",
        };
      });
      await keepPlan(store.database, { records, work: [] });
    },
    subscribe: async () => expect.unreachable("the connector follows nothing"),
    lag: async () => 0,
    check: async () => undefined,
    start: async () => undefined,
    stop: async () => undefined,
  };
}

const kinds = ["notes", "emails", "calls", "tasks"] as const;
const recent = ["recentNotes", "recentEmails", "recentCalls", "recentTasks"] as const;
const bodyOf = {
  ...{ notes: "hs_note_body", emails: "hs_email_text" },
  ...{ calls: "hs_call_body", tasks: "hs_task_body" },
} as const;

/** Two deals with something of each kind logged on both, which a connector has read. */
async function openDeals({ isCalled, connection }: { isCalled: boolean; connection: string }) {
  const simulator = createHubspotSimulator();
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const deals = simulator.seed("deals", [{ dealname: "A" }, { dealname: "B" }], anHourAgo);
  const logged: Partial<Record<(typeof kinds)[number], string>> = {};
  for (const kind of kinds) {
    const row = { [bodyOf[kind]]: `Logged ${kind}`, hs_timestamp: "2026-11-01T10:00:00Z" };
    const [id = ""] = simulator.seed(kind, [row], anHourAgo);
    for (const deal of deals) {
      await simulator.associate({ object: kind, id }, { object: "deals", id: deal });
    }
    logged[kind] = id;
  }
  const { accessToken, clientSecret } = simulator.credentials.integration;
  const adapter = createHubspotAdapter({
    ...{ connection, baseUrl: simulator.url, accessToken },
    ...(isCalled && { clientSecret }),
    ...{ outputs: () => [], logger: testLogger() },
  });
  const port = await freePort();
  const definitions = fixedDefinitions(await loadEnrichments({ names: ["deal-next-step"] }));
  const { database } = store;
  const logger = testLogger();
  const suppression = createSuppression({ database, logger });
  const connector = createConnector({
    config: {
      ...{ POLL_EVERY_MS: 3_600_000, LEASE_MS: 2000, RECONCILE_EVERY_HOURS: 0 },
      ...(isCalled && { WEBHOOK_PORT: port }),
    },
    ...{ database, eventLog: plannedAtOnce(), adapters: [adapter], definitions, logger },
    ...{ holder: "one", suppression },
  });
  await connector.start();
  onTestFinished(async () => {
    await connector.stop();
    await adapter.close();
  });
  /** What is known of both deals, of each kind: how many of them show it. */
  const shown = async () => {
    const rows = await database.query<{ fields: Record<string, string | null> }>(
      "select fields from record where connection = $1 and object = 'deal'",
      [connection],
    );
    return recent.map((field) => rows.filter(({ fields }) => fields[field]).length);
  };
  await eventually(async () => expect(await shown()).toEqual([2, 2, 2, 2]));
  const url = `http://127.0.0.1:${port}/webhooks/${connection}`;
  return { simulator, deals, logged, shown, url };
}

test("crm-12: a note, e-mail, call or task that HubSpot says is deleted has every record read that shows it, and no other", async () => {
  const { simulator, logged, shown, url } = await openDeals({ isCalled: true, connection: "told" });
  const [bare = ""] = simulator.seed("deals", [{ dealname: "C" }], anHourAgo);
  await simulator.subscribe({ url, sendsTwice: true });
  const left = [2, 2, 2, 2];
  for (const [index, kind] of kinds.entries()) {
    await simulator.remove({ object: kind, id: logged[kind] ?? "" });
    left[index] = 0;
    await eventually(async () => expect(await shown()).toEqual(left));
  }
  await simulator.settled();
  const { database } = store;
  expect(await database.query("select 1 from record where record_id = $1", [bare])).toEqual([]);
  // Nobody shows them any more, so that the next news of them reads nothing.
  expect(await database.query("select 1 from shown_activity where connection = 'told'")).toEqual(
    [],
  );
}, 30_000);

test("crm-12: a note, e-mail, call or task that HubSpot says is restored has the records read that it belongs to", async () => {
  const { simulator, logged, shown, url } = await openDeals({ isCalled: true, connection: "back" });
  await simulator.subscribe({ url });
  for (const kind of kinds) await simulator.remove({ object: kind, id: logged[kind] ?? "" });
  await eventually(async () => expect(await shown()).toEqual([0, 0, 0, 0]));
  for (const kind of kinds) await simulator.restore({ object: kind, id: logged[kind] ?? "" });
  await eventually(async () => expect(await shown()).toEqual([2, 2, 2, 2]));
  await eventually(async () => {
    const left = "select 1 from change_hint where connection = 'back'";
    expect(await store.database.query(left)).toEqual([]);
  });
}, 30_000);

test("crm-12: one that is moved from a deal to another leaves the first and is seen on the second", async () => {
  const { simulator, deals, logged, url } = await openDeals({
    ...{ isCalled: true, connection: "moved" },
  });
  await simulator.subscribe({ url });
  const [first = "", second = ""] = deals;
  const shownOn = async () => {
    const rows = await store.database.query<{ id: string; kinds: string[] }>(
      `select record_id as id, array_agg(kind order by kind) as kinds from shown_activity
       where connection = 'moved' group by 1`,
    );
    return Object.fromEntries(rows.map(({ id, kinds: of }) => [id, of]));
  };
  const all = kinds.toSorted();
  for (const kind of kinds) {
    const activity = { object: kind, id: logged[kind] ?? "" };
    await simulator.dissociate(activity, { object: "deals", id: second });
  }
  await eventually(async () => expect(await shownOn()).toEqual({ [first]: all }));
  for (const kind of kinds) {
    const activity = { object: kind, id: logged[kind] ?? "" };
    await simulator.dissociate(activity, { object: "deals", id: first });
    await simulator.associate(activity, { object: "deals", id: second });
  }
  await eventually(async () => expect(await shownOn()).toEqual({ [second]: all }));
}, 30_000);

test("crm-12: where HubSpot tells of no deletion, a comparison of all that is known finds it", async () => {
  const { simulator, logged, shown } = await openDeals({ isCalled: false, connection: "untold" });
  await simulator.remove({ object: "notes", id: logged.notes ?? "" });
  const order = { connection: "untold", object: "deal" as const, sample: null };
  const id = await orderReconciliation(store.database, {
    ...{ ...order, endsAreConfirmed: false, orderedBy: "ann" },
  });
  await eventually(async () => {
    const all = await listReconciliations(store.database);
    const found = all.find((one) => one.id === id);
    expect(found).toMatchObject({ state: "done", lookedAt: 2, stale: 2, repaired: 2 });
  });
  expect(await shown()).toEqual([0, 2, 2, 2]);
}, 30_000);
