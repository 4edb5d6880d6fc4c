import { topics } from "@fieldwork/contracts";
import { delay } from "@fieldwork/runtime";
import { eventually } from "@fieldwork/runtime/testing";
import { findHolds, liftHold } from "@fieldwork/store";
import { findTrail } from "@fieldwork/store/reading";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestLine, paidCalls, type TestLine, visibleWrites } from "../support/test-line.ts";

const ofEach = 500;
const rounds = 6;
const industries = ["wind farms", "shopping centres", "hospitals", "copper mines", "hotels"];

let line: TestLine;

/** A flow saves each account once more after each save of ours; a workflow sets a phone on companies. */
beforeAll(async () => {
  const texts = Array.from({ length: ofEach }, (_, at) => {
    return `Runs ${industries[at % industries.length]} in the north, branch ${at % 25}.`;
  });
  line = await createTestLine({
    ...{ names: ["company-profile"], latencyMs: 1, settings: { LOOP_ROUNDS: `${rounds}` } },
    async before({ hubspot, salesforce }) {
      await hubspot.create(
        "companies",
        texts.map((description, at) => ({ name: `Company ${at}`, description })),
      );
      await salesforce.create(
        "Account",
        texts.map((Description, at) => ({ Name: `Account ${at}`, Description })),
      );
      await salesforce.startFlow({ object: "Account", set: {} });
      await salesforce.startFlow({ object: "Account", set: { Phone: "+46 8 555 {n}" } });
      await hubspot.startFlow({ object: "companies", set: { phone: "+46 8 555 {n}" } });
    },
  });
}, 60_000);

afterAll(() => line.stop());

/** How many records were read again after we had written to them. */
async function echoes(): Promise<number> {
  const [row] = await line.database.query<{ count: number }>(
    `select count(*)::int as count from (
       select value->'ref' from log_event where topic = $1 and value->'outputs'->>'ai_industry' is not null
       group by value->'ref') as echoed`,
    [topics.recordChanged.name],
  );
  return row?.count ?? 0;
}

test("crm-30: 1,000 own writes on both CRMs start no new work, though flows save the records again", async () => {
  await eventually(async () => expect(await echoes()).toBe(2 * ofEach), {
    ...{ timeoutMs: 50_000, everyMs: 200 },
  });
  await line.drained();
  const work = await line.database.query(
    `select connection, state, wanted_generation as generation, count(*)::int as count
     from work group by 1, 2, 3 order by 1`,
  );
  const each = { state: "written", generation: 1, count: ofEach };
  expect(work).toEqual([
    { connection: "hubspot", ...each },
    { connection: "salesforce", ...each },
  ]);
  for (const crm of [line.hubspot, line.salesforce]) {
    const { writes } = await crm.books.read();
    const saves = writes.filter(({ by, action }) => by === "integration" && action === "update");
    const ours = saves.filter(({ after }) => Object.keys(after).some((name) => /^ai_/i.test(name)));
    expect(ours).toHaveLength(ofEach);
    expect(saves.length).toBeGreaterThanOrEqual(2 * ofEach);
  }
  expect((await findHolds(line.database)).holds).toEqual([]);
}, 60_000);

test("crm-30: a record that changes again after each of our writes is parked with the reason, and goes on once it is released", async () => {
  await line.salesforce.stopFlows();
  const looping = { object: "Account", set: { Description: "Classified {n} times by a flow." } };
  await line.salesforce.startFlow(looping);
  const account = { Name: "Loop", Description: "Sells software for flows." };
  const [id = ""] = await line.salesforce.create("Account", [account]);
  const target = `salesforce/company/${id}`;
  const holds = async () => (await findHolds(line.database)).holds;
  await eventually(async () => expect(await holds()).toMatchObject([{ scope: "record", target }]), {
    timeoutMs: 30_000,
    everyMs: 50,
  });
  expect(await holds()).toMatchObject([
    {
      ...{ action: "paused", heldBy: "fieldwork" },
      why: `what company-profile reads of it changed again within 1 s of each of our last ${rounds} writes: an automation of the CRM seems to change it`,
    },
  ]);
  const ref = { connection: "salesforce", object: "company", id } as const;
  await eventually(async () => {
    const [work] = (await findTrail(line.database, ref))?.work ?? [];
    // Parked before it is asked anew, or before it is written.
    expect(work?.state).toMatch(/^(ready|answered)$/);
    expect(work?.hold).toMatchObject({ scope: "record", target });
  });
  const before = await paidCalls(line);
  await delay(1000);
  expect(await paidCalls(line)).toBe(before);
  await line.salesforce.stopFlows();
  await liftHold(line.database, { scope: "record", target });
  await line.drained();
  expect((await findTrail(line.database, ref))?.work).toMatchObject([{ state: "written" }]);
  expect(await holds()).toEqual([]);
}, 60_000);

test("crm-30: a record that people edit often is not parked", async () => {
  const [id = ""] = await line.hubspot.create("companies", [{ name: "Busy" }]);
  const edits = rounds + 2;
  for (let edit = 1; edit <= edits; edit++) {
    const description = `Edit ${edit}: runs ${industries[edit % industries.length]}.`;
    await line.hubspot.edit({ object: "companies", id }, { description });
    await eventually(
      async () => {
        const written = await visibleWrites(line, id, "ai_summary");
        expect(`${written.at(-1)}`).toContain(`Edit ${edit}`);
      },
      { timeoutMs: 10_000, everyMs: 20 },
    );
    // Once our write has been recorded: what comes before may have been made with it.
    await line.drained();
  }
  expect((await findHolds(line.database)).holds).toEqual([]);
  expect(await visibleWrites(line, id, "ai_summary")).toHaveLength(edits);
}, 60_000);
