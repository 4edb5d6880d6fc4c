import { type Database, findHolds } from "@fieldwork/store";
import { setBackfill } from "@fieldwork/store/backfills";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../testing/open-test-api.ts";
import { releaseForTest } from "./testing.ts";

let api: TestApi;
let database: Database;

beforeAll(async () => {
  api = await openTestApi();
  ({ database } = api);
});

afterAll(() => api.stop());

beforeEach(async () => {
  await database.query("truncate backfill, record, definition, hold, audit cascade");
  await releaseForTest(database, "h1");
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs, deleted)
     select connection, object, 'r' || n, now(), 'a', now(), '{}',
       case when n % 2 = 0 then '{"ai_industry": "Energy"}' else '{"ai_industry": ""}' end::jsonb, n > 8
     from generate_series(1, 10) as n, unnest(array['hub', 'sales']) as connection,
       unnest(array['company', 'contact']) as object`,
  );
});

const command = (line: string) => api.shows(`backfill ${line}`);

const idIn = (text: string) => text.split(":")[0] ?? "";

async function start(id: string): Promise<string> {
  const { hash } = JSON.parse(await command(`sheet ${id} --json`)) as { hash: string };
  return command(`start ${id} --sheet ${hash}`);
}

test("a backfill is about the records of its connection and object that were read, in steps at random", async () => {
  const created = await command("create profile --connection hub --ramp 2,3");
  expect(created).toMatch(/^backfill-\w{8}: 8 records\./);
  const members = await database.query<{ record: string; step: number }>(
    `select connection || object || record_id as record, step from backfill_record order by ordinal`,
  );
  expect(members.map(({ step }) => step)).toEqual([0, 0, 1, 1, 1, 2, 2, 2]);
  expect(members.map(({ record }) => record).toSorted()).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `hubcompanyr${n}`),
  );
  expect(await command("create profile --connection hub --blank ai_industry")).toMatch(/: 4 rec/);
  expect(await command("create profile --connection hub --ids r1,r2,r9")).toMatch(/: 2 records/);
  await expect(command("create profile --connection none")).rejects.toThrow(/no company of none/);
  await expect(command("create other --connection hub")).rejects.toThrow(/no enrichment other/);
});

test("a filter chooses among the records, by fields that the mapping marks", async () => {
  const create = (where: string) =>
    api.shows(["backfill", "create", "profile", "--connection", "hub", "--where", where]);
  await expect(create('country = "NO"')).rejects.toThrow(
    "At character 1: company cannot be filtered by country. Name one of ai_industry, ai_summary, id; or mark it as filterable in mapping.yaml",
  );
  await expect(create("country = ")).rejects.toThrow(/wants a value at the end/);
  await database.query(
    `insert into record_filter (object, source, name, index_name) values
       ('company', 'fields', 'country', 'a'), ('company', 'outputs', 'ai_industry', 'b'),
       ('contact', 'fields', 'town', 'c')`,
  );
  await database.query(`update record set fields = '{"country": "NO"}' where record_id < 'r4'`);
  const created = await create('country = "NO" and ai_industry is blank');
  expect(created).toMatch(/: 2 records/);
  expect(await command(`show ${idIn(created)}`)).toContain(
    '\n  where country = "NO" and ai_industry is blank\n',
  );
  expect(await create("country != NO or ai_industry = Energy")).toMatch(/: 6 records/);
  await expect(create("town = Oslo or contry = NO")).rejects.toThrow(
    /At character 1: .* by town\. .*\nAt character 16: .* by contry\. Write country, or another of/,
  );
  await expect(create("ai_industry = Enrgy")).rejects.toThrow(
    /At character 1: ai_industry is never "Enrgy"\. Write Energy, or another of Media/,
  );
  await database.query("truncate record_filter");
});

test("it is started, held with what is under way, resumed and cancelled by command", async () => {
  const id = idIn(await command("create profile --connection hub"));
  expect(await start(id)).toBe(`${id} is running.`);
  expect(await command(`pause ${id}`)).toBe(`${id} is paused.`);
  expect((await findHolds(database)).holds).toMatchObject([{ scope: "backfill", target: id }]);
  await expect(command(`start ${id} --sheet x`)).rejects.toThrow(/paused: there is nothing to st/);
  expect(await command(`resume ${id}`)).toBe(`${id} is running.`);
  expect(await api.fieldwork(`backfill cancel ${id}`)).toMatchObject({
    exitCode: 4,
    out: `This would end ${id}: 8 records would not be begun any more.\nNothing was done. To do it, add --yes.`,
  });
  expect(await command(`cancel ${id} --yes`)).toBe(`${id} is cancelled.`);
  expect((await findHolds(database)).holds).toEqual([]);
  expect(await command(`show ${id}`)).toMatch(/0 of 8 records done\n {2}8 never started\n/);
  expect(await command("list")).toContain(
    `${id}  cancelled  profile  hub/company  0 of 8 records done`,
  );
  await expect(command("show backfill-none")).rejects.toThrow(/there is no backfill/);
});

test("a definition that was released since is not asked under an old order", async () => {
  const id = idIn(await command("create profile --connection hub"));
  await database.query("update definition set hash = 'h2'");
  await expect(command(`start ${id} --sheet x`)).rejects.toThrow(/has changed since/);
});

test("to resume what paused itself is to let its step pass, and may approve more money", async () => {
  const id = idIn(await command("create profile --connection hub --max-usd 1"));
  const passed = async () =>
    (JSON.parse(await command(`show ${id} --json`)) as { passedStep: number }).passedStep;
  await start(id);
  await command(`pause ${id}`);
  await command(`resume ${id}`);
  expect(await passed()).toBe(-1);
  const stoppedBy = { gate: "spend", n: 4, count: 1e9, most: 1e9 } as const;
  await setBackfill(database, id, { state: "paused", stoppedBy });
  expect(await command(`show ${id}`)).toMatch(/paused itself: it has spent 1\.0+ USD/);
  await command(`resume ${id} --max-usd 2.5`);
  expect(await passed()).toBe(0);
  expect(JSON.parse(await command(`show ${id} --json`))).toMatchObject({ maxNanoUsd: 2.5e9 });
  for (const wrong of [
    "start",
    "start a",
    "sheet",
    "create profile",
    "pause a --max-usd 1",
    `resume ${id} --max-usd x`,
  ]) {
    expect(await api.fieldwork(`backfill ${wrong}`), wrong).toMatchObject({ exitCode: 2 });
  }
});

test("the limits of gates are set with the order, and show tells how the last step did by each", async () => {
  const id = idIn(await command("create profile --connection hub --gates failed=0.5,shift=off"));
  expect(JSON.parse(await command(`show ${id} --json`))).toMatchObject({
    gates: { failed: 0.5, shift: null, rejected: 0.2 },
    judged: null,
  });
  const judged = [
    { gate: "failed", n: 25, count: 3, most: 12, hasPassed: true },
    { gate: "inReview", n: 25, count: 20, most: 12, hasPassed: false },
    { gate: "cost", n: 20, count: 2e6, most: 3e6, hasPassed: true },
    {
      ...({ gate: "shift", output: "industry", n: 25, of: 400 } as const),
      ...{ count: 0.31, most: 0.28, hasPassed: false },
    },
  ] as const;
  await setBackfill(database, id, { state: "resting", judged });
  const shown = await command(`show ${id}`);
  for (const line of [
    "passed failed: 3 of 25, at most 12",
    "FAILED in review: 20 of 25, at most 12",
    "passed cost: 0.002000 USD each of 20, at most 0.003000 USD",
    "FAILED shift of industry: 31 % of 25 against 400, at most 28 %",
  ]) {
    expect(shown).toContain(line);
  }
  for (const wrong of ["failed", "failed=2", "none=0.5", "shift=x"]) {
    const { exitCode } = await api.fieldwork(
      `backfill create profile --connection hub --gates ${wrong}`,
    );
    expect(exitCode, wrong).toBe(2);
  }
});

test("a backfill is watched until it ends, and how it ended is the exit code", async () => {
  const id = idIn(await command("create profile --connection hub"));
  await start(id);
  await database.query(
    "update backfill_record set state = 'ended', outcome = 'written', ended_at = now() where ordinal < 3",
  );
  const progress = await api.client.call("backfills.progress", { params: { id }, query: {} });
  expect(progress).toMatchObject({
    ...{ state: "running", records: 8, ended: 3, waitsFor: null, mostNanoUsd: expect.any(Number) },
    receipt: { written: 3, waiting: 5 },
  });
  await command(`cancel ${id} --yes`);
  expect(await api.fieldwork(`backfill watch ${id}`)).toMatchObject({
    exitCode: 1,
    out: expect.stringMatching(/100 % {2}8 of 8, step 0, cancelled .*\n.* is cancelled\.$/),
  });
  await setBackfill(database, id, { state: "finished" });
  expect((await api.fieldwork(`backfill watch ${id}`)).exitCode).toBe(0);
});
