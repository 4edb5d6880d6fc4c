import { randomUUID } from "node:crypto";
import { everyRecord, plannerGroup, type RecordChanged, topics } from "@fieldwork/contracts";
import type { ManagedProcess } from "@fieldwork/infra/stack";
import { eventually } from "@fieldwork/runtime/testing";
import { listSourceReads, orderSourceRead, type SourceRead } from "@fieldwork/store/backfills";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createProductionLine, type ProductionLine } from "../support/production-line.ts";

/** The rows of a page of a job's results, and the fewest records that are read by a job. */
const pageRows = 10_000;
const records = pageRows + 700;
/** What is published together, and twice where its reader dies before it has kept that. */
const portion = 500;
const patient = { timeoutMs: 60_000, everyMs: 20 };

let line: ProductionLine;

beforeAll(async () => {
  line = await createProductionLine({
    replicas: { connector: 2, planner: 1, enricher: 0, writer: 0 },
    settings: { RECONCILE_EVERY_HOURS: "0" },
    // Two that live take turns, page by page.
    startedLater: ["connector-2"],
    vendors: { history: "read-only" },
  });
  // What is planned has been read by a scan, which has seen no other.
  await line.salesforce.create("Account", [{ Name: "First Ltd" }]);
  await eventually(async () => {
    expect(await line.database.query("select from record")).toHaveLength(1);
    expect(await unplanned()).toBe(0);
  }, patient);
}, 240_000);

beforeEach(({ onTestFailed }) => {
  onTestFailed(() => void process.stderr.write(`${line.log()}\n`));
});

afterAll(() => line?.stop(), 60_000);

test("G1, crm-5: a read by a job of Salesforce goes on in the same job where it was kept, whenever its connector is killed, and every record arrives", async () => {
  const { stack, salesforce } = line;
  const [one, other] = [stack.process("connector-1"), stack.process("connector-2")];
  const planner = stack.process("planner-1");
  const ids = await createOldAccounts();
  const arrived = await followAccounts(new Set(ids));
  const { seq } = await salesforce.books.read();
  const secondPage = await salesforce.faults.hold({
    ...{ kind: "bulk-results", query: "locator=", times: "always" },
  });
  await planner.stop();
  const read = await orderRead();
  const replace = async (dying: ManagedProcess, next: ManagedProcess) => {
    await dying.signal("SIGKILL");
    await next.start();
  };

  // While nobody plans, it stands in the middle of a page.
  await read.untilKept(3 * portion);
  expect(await unplanned()).toBe(3 * portion);
  await replace(one, other);
  await planner.start();
  // While it reads.
  await read.untilKept(8 * portion);
  await replace(other, one);
  // While it waits for the second page.
  await read.untilKept(pageRows);
  await secondPage.arrived;
  await replace(one, other);
  await secondPage.release();
  await eventually(async () => expect((await read.found()).state).toBe("done"), patient);

  const job = { id: expect.any(String), state: "reading", said: null };
  expect(await read.found()).toMatchObject({ records: records + 1, job });
  const { calls } = await salesforce.books.read(seq);
  const called = (operation: string) => calls.filter((call) => call.operation === operation);
  expect(called("bulk-create")).toHaveLength(1);
  // Three readers began with the page that they found in the token, and so did the fourth.
  const answered = called("bulk-results").filter(({ status }) => status === 200);
  const begin = answered.map(({ note }) => (note as { locator: string | null }).locator);
  expect(begin.slice(0, 3)).toEqual([null, null, null]);
  // Those who died while they waited for it are answered, too.
  expect([...new Set(begin.slice(3))]).toEqual([`${pageRows}`]);
  await eventually(() => expect(new Set(arrived).size).toBe(records), patient);
  expect(arrived.length).toBeLessThanOrEqual(records + 3 * portion);
}, 240_000);

function unplanned(): Promise<number> {
  return line.eventLog.lag(topics.recordChanged, plannerGroup);
}

/** As if made long ago: no scan for changes finds them. */
async function createOldAccounts(): Promise<string[]> {
  const ids: string[] = [];
  const at = "2026-01-05T08:00:00Z";
  for (let from = 0; from < records; from += 1000) {
    const count = Math.min(1000, records - from);
    const rows = Array.from({ length: count }, (_, index) => ({ Name: `Row ${from + index} Ltd` }));
    ids.push(...(await line.salesforce.create("Account", rows, { at })));
  }
  return ids;
}

/** The ids of those of them that are published. */
async function followAccounts(ids: ReadonlySet<string>): Promise<string[]> {
  const arrived: string[] = [];
  await line.eventLog.subscribe<RecordChanged>(topics.recordChanged, {
    group: `test-${randomUUID()}`,
    handleBatch: async (events) => {
      arrived.push(...events.map(({ event }) => event.ref.id).filter((id) => ids.has(id)));
    },
  });
  return arrived;
}

async function orderRead() {
  const { database } = line;
  const id = randomUUID();
  await orderSourceRead(database, {
    ...{ id, connection: "salesforce", object: "company", filter: everyRecord },
    ...{ countsOnly: false, orderedBy: "ann" },
  });
  const found = async (): Promise<SourceRead> => {
    const [read] = await listSourceReads(database, { limit: 1, id });
    return read ?? expect.unreachable("the read is not kept");
  };
  const untilKept = (count: number) =>
    eventually(async () => expect((await found()).records).toBeGreaterThanOrEqual(count), patient);
  return { found, untilKept };
}
