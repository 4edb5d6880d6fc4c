import { randomUUID } from "node:crypto";
import { listSourceReads, orderSourceRead } from "@fieldwork/store/backfills";
import { expect, onTestFinished, test } from "vitest";
import { createTestLine, testModel } from "../support/test-line.ts";

const count = 1000;
const written = 20;
// Of the second in which the first scan begins, nothing is history.
const longAgo = "2026-01-05T08:00:00Z";
const patience = { timeout: 30_000, interval: 100 };

test("reading 1,000 records anew, by a first scan and by order, asks nothing and writes nothing where nothing has changed", async () => {
  const description = "Solberg sells electricity from wind farms to households.";
  const ids: string[] = [];
  const line = await createTestLine({
    ...{ names: ["company-profile"], route: [`openai/${testModel}`], history: "read-only" },
    before: async ({ hubspot }) => {
      const companies = Array.from({ length: count }, () => ({ name: "Solberg AB", description }));
      ids.push(...(await hubspot.create("companies", companies, { at: longAgo })));
    },
  });
  onTestFinished(() => line.stop());
  const rows = (sql: string) => async () => (await line.database.query(sql)).length;
  await expect.poll(rows("select from record"), patience).toBe(count);
  for (const id of ids.slice(0, written)) {
    await line.hubspot.edit({ object: "companies", id }, { name: "Solberg Energi AB" });
  }
  await expect.poll(rows("select from work where state = 'written'"), patience).toBe(written);
  await line.drained();
  const done = async () => {
    const [made] = await line.database.query(
      `select (select count(*)::int from model_call where purpose = 'work') as calls, (select count(*)::int from write_intent) as intents,
         (select sum(wanted_generation)::int from work) as wanted, (select max(id)::int from answer) as answers`,
    );
    const { writes } = (await line.hubspot.books.read()).counts;
    return { ...made, writes };
  };
  const published = async () => {
    const [row] = await line.database.query<{ n: number }>(
      "select count(*)::int as n from log_event where topic = 'crm.record-changed'",
    );
    return row?.n ?? 0;
  };
  const before = await done();
  expect(before).toMatchObject({ calls: 1, writes: { "update integration": written } });
  const first = await published();

  // As after the loss of every position: the first scan begins again, and nothing is remembered of the last.
  await line.owner.query("delete from connection_cursor");
  await line.restart();
  await expect.poll(published, patience).toBeGreaterThanOrEqual(first + count);
  await line.drained();
  expect(await done()).toEqual(before);

  const id = randomUUID();
  const everything = { filter: { all: [] }, countsOnly: false, orderedBy: "Ann" };
  const read = { id, connection: "hubspot", object: "company", ...everything };
  await line.database.transaction((tx) => orderSourceRead(tx, read));
  const ended = async () => (await listSourceReads(line.database, { limit: 1, id }))[0]?.state;
  await expect.poll(ended, patience).toBe("done");
  await line.drained();
  expect(await done()).toEqual(before);
}, 90_000);

test("a read by order fills in the accounts of contacts that were read before accounts were kept, and asks and writes nothing else", async () => {
  const accounts: string[] = [];
  const contacts: string[] = [];
  const line = await createTestLine({
    ...{ names: ["contact-role"], route: [`openai/${testModel}`], history: "read-only" },
    before: async ({ salesforce }) => {
      accounts.push(...(await salesforce.create("Account", [{ Name: "A" }, { Name: "B" }])));
      const of = [...accounts, undefined].map((AccountId) => ({
        ...{ LastName: "Berg", Title: "Fitter" },
        ...(AccountId && { AccountId }),
      }));
      contacts.push(...(await salesforce.create("Contact", of, { at: longAgo })));
    },
  });
  onTestFinished(() => line.stop());
  const parents = async () => {
    const known = await line.database.query<{ id: string; parent: string | null }>(
      "select record_id as id, parent_id as parent from record where object = 'contact'",
    );
    const parentOf = new Map(known.map(({ id, parent }) => [id, parent]));
    return contacts.map((id) => parentOf.get(id));
  };
  const expected = [...accounts, null];
  await expect.poll(parents, patience).toEqual(expected);
  const [first = ""] = contacts;
  await line.salesforce.edit({ object: "Contact", id: first }, { Title: "Head of Sales" });
  const written = "select from work where state = 'written'";
  await expect.poll(async () => (await line.database.query(written)).length, patience).toBe(1);
  await line.drained();
  const done = async () => ({
    work: await line.database.query("select record_id, state, wanted_generation from work"),
    calls: await line.database.query("select count(*) from model_call where purpose = 'work'"),
    writes: (await line.salesforce.books.read()).counts.writes,
  });
  const before = await done();

  await line.owner.query("update record set parent_id = null");
  const id = randomUUID();
  const everything = { filter: { all: [] }, countsOnly: false, orderedBy: "Ann" };
  const read = { id, connection: "salesforce", object: "contact", ...everything };
  await line.database.transaction((tx) => orderSourceRead(tx, read));
  await expect.poll(parents, patience).toEqual(expected);
  await line.drained();
  expect(await done()).toEqual(before);
}, 60_000);
