import { createConnector } from "@fieldwork/connector";
import type { RecordChanged } from "@fieldwork/contracts";
import { createHubspotAdapter } from "@fieldwork/crm/hubspot";
import { loadEnrichments } from "@fieldwork/enrichments";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import type { EventLog } from "@fieldwork/event-log";
import { createLogger } from "@fieldwork/runtime";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { createHubspotSimulator } from "@fieldwork/simulators";
import { createSuppression } from "@fieldwork/store/erasure";
import { claimHints, endHints, keepHints } from "@fieldwork/store/hints";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.drop());

/** What was published of each record that counts: the newest stamp, then the later read. */
function createSeenLog() {
  const events: RecordChanged[] = [];
  const log: EventLog = {
    name: "log",
    publish: async (_, published) => {
      events.push(...published.map(({ event }) => event as RecordChanged));
    },
    subscribe: async () => expect.unreachable("the connector follows nothing"),
    lag: async () => 0,
    check: async () => undefined,
    start: async () => undefined,
    stop: async () => undefined,
  };
  function newest(): Map<string, RecordChanged> {
    const byId = new Map<string, RecordChanged>();
    const order = ({ version, readAt }: RecordChanged) => `${version.vendorAt} ${readAt}`;
    for (const event of events) {
      const known = byId.get(event.ref.id);
      if (known === undefined || order(event) > order(known)) byId.set(event.ref.id, event);
    }
    return byId;
  }
  return { log, newest, count: () => events.length };
}

/** A connector that polls once an hour, so that what it learns soon it was told. */
async function openCalledConnector(connection: string) {
  const simulator = createHubspotSimulator();
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const adapter = createHubspotAdapter({
    ...{ connection, baseUrl: simulator.url, ...simulator.credentials.integration },
    ...{ outputs: () => [], logger: testLogger() },
  });
  const { log, newest, count } = createSeenLog();
  let said = "";
  const enrichments = await loadEnrichments();
  const definitions = fixedDefinitions(enrichments.filter(({ object }) => object === "company"));
  const { database } = store;
  const write = (line: string) => {
    said += line;
  };
  const logger = createLogger({ service: "connector", level: "info", destination: { write } });
  const connector = createConnector({
    config: { POLL_EVERY_MS: 3_600_000, LEASE_MS: 2000, WEBHOOK_PORT: 0 },
    ...{ database, eventLog: log, adapters: [adapter], definitions, holder: "one", logger },
    suppression: createSuppression({ database, logger }),
  });
  await connector.start();
  onTestFinished(async () => {
    await connector.stop();
    await adapter.close();
  });
  const port = /"port":(\d+),"msg":"taking the calls of CRMs"/.exec(said)?.[1];
  return { simulator, newest, count, url: `http://127.0.0.1:${port}/webhooks/${connection}` };
}

test("crm-12: what HubSpot tells, twice and in the wrong order, is read in batches, and the newest state of every record is published", async () => {
  const { simulator, newest, url } = await openCalledConnector("portal");
  await eventually(async () => {
    const { counts } = await simulator.books.read();
    expect(counts.calls["read 200 integration"]).toBeGreaterThan(0);
  });
  await simulator.subscribe({ url, sendsTwice: true, reverses: true });
  const { seq } = await simulator.books.read();
  const object = "companies";
  const rows = Array.from({ length: 250 }, (_, index) => ({ name: `Company ${index}` }));
  const ids = await simulator.create(object, rows);
  const [edited = "", deleted = "", restored = "", one = "", two = ""] = ids;
  await simulator.settled();
  await simulator.edit({ object, id: edited }, { name: "Edited" });
  await simulator.remove({ object, id: deleted });
  await simulator.remove({ object, id: restored });
  await simulator.restore({ object, id: restored });
  const left = await simulator.merge({ object, id: one }, [two]);
  await simulator.settled();
  await eventually(() => {
    const seen = newest();
    for (const id of ids.slice(5)) expect(seen.get(id)?.kind).toBe("changed");
    expect(seen.get(edited)).toMatchObject({ kind: "changed", fields: { name: "Edited" } });
    expect(seen.get(deleted)?.kind).toBe("deleted");
    expect(seen.get(restored)?.kind).toBe("changed");
    expect(seen.get(left)?.kind).toBe("changed");
    const became = { how: "merged", ref: { connection: "portal", object: "company", id: left } };
    expect(seen.get(one)).toMatchObject({ kind: "deleted", became });
    expect(seen.get(two)).toMatchObject({ kind: "deleted", became });
  });
  const { calls } = await simulator.books.read(seq);
  const reads = calls.filter(({ operation }) => operation === "batch-read");
  expect(reads.length).toBeLessThan(30);
  await eventually(async () =>
    expect(await store.database.query("select 1 from change_hint")).toEqual([]),
  );
});

test("crm-12: of a record that is deleted right after a merge, what it was merged from is known to have ended", async () => {
  const { simulator, newest, url } = await openCalledConnector("merging");
  const object = "companies";
  await simulator.subscribe({ url });
  const ids = await simulator.create(object, [{ name: "One" }, { name: "Two" }]);
  const [one = "", two = ""] = ids;
  const kinds = () => ids.map((id) => newest().get(id)?.kind);
  await eventually(() => expect(kinds()).toEqual(["changed", "changed"]));
  const left = await simulator.merge({ object, id: one }, [two]);
  await simulator.remove({ object, id: left });
  await eventually(() => expect(kinds()).toEqual(["deleted", "deleted"]));
});

test("crm-12: a call that is not signed by the app is refused and reads nothing", async () => {
  const { url, simulator } = await openCalledConnector("guarded");
  const body = JSON.stringify([{ subscriptionType: "company.creation", objectId: 1 }]);
  const post = (to: string, headers: Record<string, string> = {}) =>
    fetch(to, { method: "POST", body, headers });
  const forged = { "x-hubspot-request-timestamp": `${Date.now()}`, "x-hubspot-signature-v3": "AA" };
  expect((await post(url)).status).toBe(401);
  expect((await post(url, forged)).status).toBe(401);
  expect((await post(url.replace("guarded", "nobody"))).status).toBe(404);
  expect((await fetch(url)).status).toBe(405);
  const { calls } = await simulator.books.read();
  expect(calls.filter(({ operation }) => operation === "batch-read")).toEqual([]);
});

test("crm-12: hints of an import let all others pass, and one that comes during its read is read again", async () => {
  const { database } = store;
  const hint = (id: string, isBulk: boolean, atMs = 1000) => ({
    ...{ ref: { connection: "stormy", object: "company" as const, id }, isBulk, atMs },
    kind: "changed" as const,
  });
  const storm = Array.from({ length: 300 }, (_, index) => hint(`${index}`, true));
  await keepHints(database, storm);
  await keepHints(database, [hint("a", false), hint("a", false, 2000)]);
  const claim = () => claimHints(database, { connection: "stormy", limit: 2, leaseMs: 60_000 });
  const first = await claim();
  expect(first.map(({ id }) => id)).toContain("a");
  await keepHints(database, [hint("a", false, 3000)]);
  await endHints(database, "stormy", first);
  const [again] = await claim();
  expect(again).toMatchObject({ id: "a", at: new Date(3000) });
});
