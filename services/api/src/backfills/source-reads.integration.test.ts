import { eventually } from "@fieldwork/runtime/testing";
import {
  claimSourceRead,
  endSourceRead,
  giveUpJob,
  keepDescription,
  keepSourceCount,
  keepSourcePage,
} from "@fieldwork/store/backfills";
import { keepConnectionTerms } from "@fieldwork/store/terms";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../testing/open-test-api.ts";

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(() => api.stop());

beforeEach(async () => {
  await api.database.query("truncate backfill, record, definition, source_read, audit cascade");
  await api.database.query(
    `insert into definition (name, hash, content, is_current, released_by)
     values ('profile', 'h1', '{"object": "company", "outputs": [{"field": "ai_industry", "type": "text"}]}', true, 'ann')`,
  );
});

const addRecords = (count: number) =>
  api.database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs)
     select 'hub', 'company', 'r' || n, now(), 'a', now(), '{}', '{}' from generate_series(1, $1::int) as n`,
    [count],
  );
const command = (line: string) => api.shows(`backfill ${line}`);
const claim = () => claimSourceRead(api.database, { connection: "hub", leaseMs: 5000 });

test("what matches is counted there beside what is known, while a connector reads it", async () => {
  await addRecords(2);
  const ordered = await command("read order profile --connection hub --blank ai_industry");
  const [id = ""] = ordered.split(" ");
  expect(await command(`read show ${id}`)).toBe(
    `${id}  waiting  hub/company: not counted there yet\n  0 read on 0 pages; 2 that match are known`,
  );
  const read = await claim();
  if (read === undefined) throw new Error("nothing to read");
  expect(read).toMatchObject({ filter: { all: [{ field: "ai_industry", is: "blank" }] } });
  const calls = { atLeast: 3, likely: 9, atMost: 97, byJob: true };
  await keepSourceCount(api.database, id, { count: 3, is: "at-most", why: "case", calls });
  const terms = { connection: "hub", maxWriteBatch: 100, quotaUsed: 75, quotaLimit: 100 };
  await keepConnectionTerms(api.database, [{ ...terms, quotaFloorPercent: 20 }]);
  await keepSourcePage(api.database, read, { token: { id: "r3" }, records: 3 });
  expect(await command(`read show ${id}`)).toContain(
    "at most 3 records there (case)\n  3 read on 1 page;",
  );
  expect(await command(`read show ${id}`)).toMatch(
    /about 9 calls to the CRM \(3 to 97\), by a job of its own; 25 are left of its day, 5 of them above the 20 % .*waits for the next day/,
  );
  const job = { id: "750A", state: "preparing", said: null } as const;
  const waiting = { token: { id: "r3" }, records: 0, job, waitMs: 0 };
  await keepSourcePage(api.database, { ...read, pages: 1 }, waiting);
  expect(await command(`read show ${id}`)).toContain("job 750A of the CRM makes them ready");
  expect(await command(`read cancel ${id}`)).toBe(`${id} is cancelled.`);
  await giveUpJob(api.database, { read: id, job: "750A" }, null);
  expect(await command(`read show ${id}`)).toContain("job 750A of the CRM was aborted");
  await giveUpJob(api.database, { read: id, job: "750A" }, "it is complete");
  expect(await command(`read show ${id}`)).toContain(
    "job 750A of the CRM was left (it is complete)",
  );
  await expect(command(`read cancel ${id}`)).rejects.toThrow(/has ended/);
  await expect(command("read show read-none")).rejects.toThrow(/there is no read read-none/);
  await expect(command("read order profile --connection hub --where x=1")).rejects.toThrow(
    /cannot be filtered by x/,
  );
});

test("what a filter can ask is listed with what the CRM said of it", async () => {
  await api.database.query(
    `insert into record_filter (object, source, name, index_name) values ('company', 'fields', 'stage', 'a')`,
  );
  const [object, stage] = [
    { connection: "hub", object: "company" },
    { field: "stage", type: "choice", exists: true, isFilterable: true, options: ["lead"] },
  ];
  await keepDescription(api.database, object, [stage]);
  expect(await command("fields profile --connection hub")).toMatch(
    /^stage {2}choice: lead \(as of 20\d\d-.*\)\nai_industry {2}text, an output$/,
  );
  await expect(command("fields none --connection hub")).rejects.toThrow(/no enrichment none/);
  await api.database.query("truncate record_filter, described_object");
});

test("a filter never leaves the text that it is written as, and an id may be written in any way", async () => {
  await addRecords(2);
  const count = async (where: string) => {
    const args = ["backfill", "read", "order", "profile", "--connection", "hub", "--where", where];
    const [id = ""] = (await api.shows(args)).split(" ");
    return (await api.client.call("reads.show", { params: { id }, query: {} })).known;
  };
  for (const text of ["' or true --", "'; drop table record; --", "\\' or 1=1", "$1", "%"])
    expect(await count(`ai_industry = ${JSON.stringify(text)}`), text).toBe(0);
  await api.database.query(
    "update record set record_id = '0014W000027f6V3QAI' where record_id = 'r1'",
  );
  expect(await count("id in (0014W000027f6V3, r2)")).toBe(2);
});

test("a count asks the CRM and reads nothing", async () => {
  await addRecords(2);
  const counting = command("count profile --connection hub --blank ai_industry");
  await eventually(async () => expect(await claim()).toMatchObject({ countsOnly: true }));
  const [row] = await api.database.query<{ id: string }>("select id from source_read");
  await keepSourceCount(api.database, row?.id ?? "", { count: 3, is: "exact", why: null });
  await endSourceRead(api.database, row?.id ?? "", null);
  expect(await counting).toBe("3 records there; 2 that match are known");
});

test("a backfill that reads first is about what was read by then, and is not created if that fails", async () => {
  const creating = command("create profile --connection hub --read-first");
  await eventually(async () => expect(await claim()).toBeDefined());
  await addRecords(4);
  const [row] = await api.database.query<{ id: string }>("select id from source_read");
  await endSourceRead(api.database, row?.id ?? "", null);
  expect(await creating).toMatch(/: 4 records/);

  const failing = command("create profile --connection hub --read-first");
  const seen = expect(failing).rejects.toThrow(/was not read: .*failed.*no object/s);
  await eventually(async () => expect(await claim()).toBeDefined());
  const [next] = await api.database.query<{ id: string }>(
    "select id from source_read where state = 'waiting'",
  );
  const said = "hub has no object company";
  await endSourceRead(api.database, next?.id ?? "", { code: "config-invalid", detail: { said } });
  await seen;
});

test("a filter is looked at while it is written: its text, what is wrong with it and where, and how many it matches", async () => {
  await addRecords(3);
  const { client } = api;
  const of = { enrichment: "profile", connection: "hub" };
  const check = (filter: string) => client.call("filters.check", { body: { ...of, filter } });
  expect(await check("id = r1 or ai_industry is blank")).toEqual({
    filter: {
      any: [
        { field: "id", is: "equals", values: ["r1"] },
        { field: "ai_industry", is: "blank", values: [] },
      ],
    },
    ...{ text: 'id = "r1" or ai_industry is blank', problems: [] },
  });
  expect(await check("id = r1 and other = x")).toMatchObject({
    problems: [{ at: 13, problem: expect.stringMatching(/cannot be filtered by other/) }],
  });
  expect(await check("id = r1 and ai_industry >")).toEqual({
    ...{ filter: null, text: null },
    problems: [{ at: 26, problem: "The filter wants a value at the end" }],
  });
  const count = (filter: string) => client.call("filters.count", { body: { ...of, filter } });
  expect(await count("id in (r1, r2)")).toEqual({ records: 2 });
  expect(await count("")).toEqual({ records: 3 });
  await expect(count("other = x")).rejects.toThrow(/cannot be filtered by other/);
});
