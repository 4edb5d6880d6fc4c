import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReasonCode } from "@fieldwork/contracts";
import {
  bookCalls,
  type CallReservation,
  type Database,
  ensureBudgets,
  keepPlan,
  listBudgets,
  placeHold,
  placeOrders,
  setBudgets,
} from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { endBudgetLimits, listBudgetSettings } from "@fieldwork/store/budget-orders";
import type { Reader } from "@fieldwork/store/reading";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { budgetsWire, releaseBudgets, settingWire } from "./budget.ts";
import { budgetsText } from "./commands/budget-text.ts";
import { explainRecord } from "./explain-record.ts";
import { findRef } from "./find-ref.ts";
import { openTestApi, type TestApi } from "./testing/open-test-api.ts";

let api: TestApi;
let database: Database;
let reader: Reader;

beforeAll(async () => {
  api = await openTestApi();
  ({ database, reader } = api);
});

afterAll(() => api.stop());

const ann = { kind: "person", id: "p1", name: "ann" } as const;
const deps = () => ({ database, reader, audit: recordAudit });
const retry = (...args: string[]) => api.shows(["retry", "--yes", ...args]);
const salesforceAccount = "0014W000027f6V3QAI";

beforeEach(async () => {
  await database.query("truncate work, record, budget, model_call, hold");
  const at = new Date().toISOString();
  const refs = ["1", "2", salesforceAccount].map((id) => ({
    ...{ connection: id.length > 3 ? "sales" : "hub", object: "company" as const, id },
  }));
  await keepPlan(database, {
    records: refs.map((ref) => ({
      ...{
        ref,
        vendorAt: at,
        readAt: at,
        directReadAt: at,
        contentHash: "a",
        fields: {},
        outputs: {},
      },
      ...{ deleted: false, traceparent: null },
    })),
    work: refs.map((ref) => ({
      ...{ ref, enrichment: "profile", inputHash: "a", wantedBy: ["live"] },
      ...{ state: "ready", reason: null, vendorAt: at, traceparent: null },
    })),
  });
});

async function end(id: string, state: string, code: ReasonCode, said = ""): Promise<void> {
  await database.query(
    `update work set state = $2, reason_code = $3, reason_detail = $4, failures = 3, settled_at = now()
     where record_id = $1`,
    [id, state, code, JSON.stringify({ said })],
  );
}

async function states(): Promise<Record<string, string>> {
  const rows = await database.query<{ id: string; state: string }>(
    "select record_id as id, state from work where failures = 0",
  );
  return Object.fromEntries(rows.map(({ id, state }) => [id, state]));
}

const shownBudgets = async () =>
  budgetsText({
    budgets: budgetsWire(await listBudgets(reader)),
    limits: (await listBudgetSettings(reader)).map(settingWire),
  });

describe("explain", () => {
  test("names the hold that work waits for, by whom and why", async () => {
    const order = { action: "paused", heldBy: "ana", why: "odd summaries" } as const;
    await placeHold(database, { ...order, scope: "connection", target: "sales" });
    await placeHold(database, { ...order, scope: "model", target: "openai" });
    const text = await explainRecord(reader, salesforceAccount);
    expect(text).toContain("held: connection sales is paused by ana: odd summaries");
    expect(text).toContain("held       model openai is paused by ana: odd summaries");
    expect(await explainRecord(reader, "hub/company/1")).not.toContain("held: ");
  });
});

test("explain, retry and definitions give their result as JSON when told", async () => {
  const told = async (line: string) => JSON.parse((await api.fieldwork(`${line} --json`)).out);
  expect(await told(`explain ${salesforceAccount}`)).toMatchObject({
    ref: { connection: "sales" },
    trail: { work: [{ enrichment: "profile" }] },
    deadLetters: [],
  });
  expect(await told("retry --review")).toEqual({ count: 0 });
  expect(await told("definitions")).toEqual({ definitions: [] });
  expect(await told("retry --review --dead")).toMatchObject({ code: "usage_invalid" });
});

test("explain names who ordered what for a field, in which run, and what became of it", async () => {
  const ref = { connection: "hub", object: "company" as const, id: "2" };
  await placeOrders(database, [
    {
      ...{ ref, enrichment: "profile", field: "ai_industry", kind: "correct", value: "Mining" },
      ...{ owner: "person", expectedValue: null, fingerprint: "", answerId: null },
      ...{ orderedBy: "ann", run: "undo-7" },
    },
  ]);
  expect(await explainRecord(reader, "hub/company/2")).toMatch(
    /ordered .* ai_industry: correct, "Mining", by ann in undo-7: waiting/,
  );
});

test("explain tells a preview apart from the calls that work was paid for", async () => {
  const [work] = await database.query<{ id: string }>("select id from work where record_id = '2'");
  const preview: CallReservation = {
    ...{ callId: "p", attempt: 1, kind: "first", provider: "openai", model: "gpt", scopes: [] },
    ...{ amountNanoUsd: 100n, purpose: "preview", workId: work?.id ?? null, wantedBy: [] },
  };
  await bookCalls(database, { reservations: [preview], settlements: [] });
  expect(await explainRecord(reader, "hub/company/2")).toContain(
    "for a preview, attempt 1 (first) openai/gpt",
  );
});

test("explain tells which arm of an experiment a record is in, call by call", async () => {
  const [work] = await database.query<{ id: string }>("select id from work where record_id = '2'");
  const tried: CallReservation = {
    ...{ callId: "t", attempt: 1, kind: "first", provider: "mistral", model: "m", scopes: [] },
    ...{ amountNanoUsd: 100n, purpose: "work", workId: work?.id ?? null, wantedBy: ["live"] },
    sent: { fields: ["name"], region: "eu", policy: "patterns profile@a1b2/experiment" },
  };
  await bookCalls(database, { reservations: [tried], settlements: [] });
  expect(await explainRecord(reader, "hub/company/2")).toContain(
    '; name left to eu, masked by patterns profile@a1b2, in the arm "experiment" of an experiment',
  );
});

describe("retry", () => {
  test.each([
    ["its code", "model-refused-request"],
    ["words of its sentence", "Refused the request"],
    ["words of whoever failed", "unknown parameter"],
  ])("gives the dead letters of one reason back, named by %s", async (_, given) => {
    await end("1", "dead", "model-refused-request", "openai answered 400 Unknown parameter");
    await end("2", "dead", "model-refused-content", "openai refused to answer");
    expect(await retry("--reason", given)).toMatch(/^Put back 1 dead letter;/);
    expect(await states()).toMatchObject({ "1": "ready" });
    expect(await states()).not.toHaveProperty("2");
  });

  test("gives reviews back to be decided again, and no dead letter with them", async () => {
    await end("1", "review", "option-unknown");
    await end("2", "dead", "option-unknown");
    expect(await retry("--review")).toMatch(/^Put back 1 review;/);
    expect(await states()).toMatchObject({ "1": "answered" });
  });

  test("is for one record where one is named, a Salesforce record by its short id too", async () => {
    for (const id of ["1", salesforceAccount]) await end(id, "dead", "internal");
    await api.shows(`retry --dead ${salesforceAccount.slice(0, 15)}`);
    expect(await states()).toEqual({ "2": "ready", [salesforceAccount]: "ready" });
  });

  test("asks before it puts back many, with their count, and does nothing without a yes", async () => {
    await end("1", "dead", "internal");
    await end("2", "dead", "internal");
    expect(await api.fieldwork("retry --dead")).toMatchObject({
      exitCode: 4,
      out: "This would put back 2 dead letters.\nNothing was done. To do it, add --yes.",
    });
    expect(await states()).toMatchObject({ [salesforceAccount]: "ready" });
    expect(await states()).not.toHaveProperty("1");
  });

  test("says so when nothing matches", async () => {
    expect(await retry("--enrichment", "other")).toBe("No dead letter matches.");
  });
});

describe("a record", () => {
  test("of Salesforce is found by its 15 characters, alone and with its connection", async () => {
    const short = salesforceAccount.slice(0, 15);
    const meant = { connection: "sales", object: "company", id: salesforceAccount };
    expect(await findRef(reader, short)).toEqual(meant);
    expect(await findRef(reader, `sales/company/${short}`)).toEqual(meant);
  });

  test("that no read has brought is refused with how to name it", async () => {
    await expect(findRef(reader, "hub/company/9")).rejects.toThrow(/connection\/object\/id/);
  });
});

describe("the budget", () => {
  const call = (callId: string, amountNanoUsd: bigint): CallReservation => ({
    ...{ callId, attempt: 1, kind: "first", provider: "openai", model: "gpt", amountNanoUsd },
    ...{ workId: "1", wantedBy: ["live"], purpose: "work", scopes: ["total"] },
  });

  beforeEach(async () => {
    await setBudgets(database, [{ of: "total", per: "once", limitNanoUsd: 5_000_000_000n }]);
    await bookCalls(database, {
      reservations: [call("spent", 2_000_000_000n), call("lost", 1_500_000_000n)],
      settlements: [],
    });
    const settled = { attempt: 1, outcome: "clean", usage: null };
    await bookCalls(database, {
      reservations: [call("in flight", 250_000_000n)],
      settlements: [
        { ...settled, callId: "spent", costNanoUsd: 500_000_000n },
        { ...settled, callId: "lost", costNanoUsd: null, outcome: "model_timeout" },
      ],
    });
  });

  test("tells what is held apart from what is spent, and how it comes free", async () => {
    const shown = await shownBudgets();
    expect(shown).toContain("total: $2.250000 of $5.000000 charged, $2.750000 left");
    expect(shown).toContain("held                $1.500000 for 1 call whose outcome is not known");
    expect(shown).toContain("npx fieldwork budget release --yes");
  });

  test("is shown while it is set, with the limit that holds, and not once it is gone", async () => {
    const total = { of: "total", per: "once", limitNanoUsd: 5_000_000_000n } as const;
    const each = { of: "enrichment", per: "once", limitNanoUsd: 2_000_000_000n } as const;
    const own = { ...each, name: "profile", limitNanoUsd: 1_000_000_000n };
    await setBudgets(database, [total, each, own]);
    const scope = "enrichment:profile";
    await ensureBudgets(database, [{ ...own, scope, startsOn: null }]);
    expect(await shownBudgets()).toContain(`${scope}: $0.000000 of $1.000000 charged`);
    await setBudgets(database, [total, each]);
    expect(await shownBudgets()).toContain(`${scope}: $0.000000 of $2.000000 charged`);
    await setBudgets(database, [total]);
    const shown = await shownBudgets();
    expect(shown).toMatch(/^total: /);
    expect(shown).not.toContain(scope);
  });

  test("is set by order until a time or for good, and then is as the configuration says again", async () => {
    const limit = { of: "enrichment", per: "day", limitNanoUsd: 2_000_000_000n } as const;
    await setBudgets(database, [{ ...limit, name: "profile" }]);
    const name = "enrichment profile --per day";
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect(await api.shows(`budget set ${name} --usd 7.5 --until ${until}`)).toBe(
      `enrichment profile per day: $7.500000 until ${until}.`,
    );
    // A start with the same configuration changes nothing of it.
    await setBudgets(database, [{ ...limit, name: "profile", limitNanoUsd: 3_000_000_000n }]);
    expect(await shownBudgets()).toMatch(
      /\nenrichment profile per day is set to \$7\.500000 by \S+ until \S+; the configuration says \$3\.000000$/,
    );
    expect(await endBudgetLimits(database)).toBe(0);
    await database.query("update budget_spec set until = now() where until is not null");
    expect(await endBudgetLimits(database)).toBe(1);
    expect((await listBudgetSettings(reader))[0]).toMatchObject({ limitNanoUsd: 3_000_000_000n });

    await api.shows("budget set connection hub --per month --usd 1");
    expect(await api.shows("budget unset connection hub --per month")).toMatch(/none any more/);
    expect(await api.fieldwork("budget unset connection hub --per month")).toMatchObject({
      exitCode: 3,
      err: "nobody has set this budget: it is as the configuration says",
    });
    const orders = await database.query<{ order: string }>(
      "select order_name as order from audit where order_name ~ 'budgets' order by id",
    );
    expect(orders.map(({ order }) => order)).toEqual([
      ...["budgets.set", "budgets.set", "budgets.unset"],
    ]);
    await setBudgets(database, []);
  });

  test.each([
    ["budget set total --per once --usd 1,5", 2],
    ["budget set model openai --per day --usd 1", 3],
    ["budget set total all --per once --usd 1", 3],
    ["budget set total --per once --usd 1 --until 2020-01-01", 3],
  ])("%s is refused", async (line, exitCode) => {
    expect(await api.fieldwork(line)).toMatchObject({ exitCode });
  });

  test("is held against what a vendor bills, by day and model, and what differs is kept and told", async () => {
    await database.query("update model_call set started_at = now() - interval '2 days'");
    await bookCalls(database, { reservations: [call("today", 1n)], settlements: [] });
    const [day, today] = [2, 0].map((days) =>
      new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10),
    );
    const dir = await mkdtemp(join(tmpdir(), "fieldwork-bill-"));
    onTestFinished(() => rm(dir, { recursive: true }));
    const file = join(dir, "bill.csv");
    await writeFile(file, `date,model,cost_usd\n${day},gpt-2026-05-01,1.9\n${today},gpt,9\n`);
    const first = await api.shows(["budget", "reconcile", "openai", file]);
    expect(first).toMatch(
      /billed \$1\.900000 +ours \$0\.500000 +held \$1\.750000 +calls of unknown/,
    );
    await writeFile(file, `date,model,cost_usd\n${day},gpt,3\n`);
    expect(await api.fieldwork(["budget", "reconcile", "openai", file])).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining("billed more than we know of"),
    });
    expect(await api.client.call("bills.list", { query: {} })).toMatchObject({
      days: [
        {
          ...{ provider: "openai", day, model: "gpt", calls: 3, verdict: "billed-more" },
          ...{ billedNanoUsd: "3000000000", chargedNanoUsd: "500000000" },
        },
      ],
    });
    const audited = await database.query(
      `select subject, value from audit join audit_value on audit_id = audit.id
       where order_name = 'bills.reconcile' and side = 'after' order by audit.id`,
    );
    expect(audited).toMatchObject([
      { subject: "bills/openai", value: { billedNanoUsd: "1900000000", differing: 1 } },
      { subject: "bills/openai", value: { billedNanoUsd: "3000000000", differing: 1 } },
    ]);
    await writeFile(file, `date,model,cost_usd\n${today},gpt,9\n`);
    expect(await api.fieldwork(["budget", "reconcile", "openai", file])).toMatchObject({
      ...{ exitCode: 3, err: "no day of this bill is over yet, by UTC" },
    });
  });

  test("frees what is held at an order, and nothing that is spent or in flight", async () => {
    const before = await shownBudgets();
    expect(await api.fieldwork("budget release")).toMatchObject({
      ...{ exitCode: 4, out: `${before}\nNothing was done. To do it, add --yes.` },
    });
    expect(await shownBudgets()).toBe(before);
    expect(await releaseBudgets(deps(), ann)).toEqual({ calls: 1 });
    expect(await releaseBudgets(deps(), ann)).toEqual({ calls: 0 });
    const audited = await database.query(
      `select actor_id, side, value from audit join audit_value on audit_id = audit.id
       where order_name = 'budgets.release-held' order by side`,
    );
    expect(audited).toEqual([
      { actor_id: "p1", side: "after", value: { calls: 1 } },
      { actor_id: "p1", side: "before", value: { total: "1500000000" } },
    ]);
    expect(JSON.parse(await api.shows("budget --json"))).toMatchObject({
      budgets: [{ scope: "total", chargedNanoUsd: "750000000", heldCalls: 0 }],
    });
    expect(await shownBudgets()).toContain("total: $0.750000 of $5.000000 charged");
    // A settlement that comes late after all changes nothing.
    await bookCalls(database, {
      reservations: [],
      settlements: [
        { callId: "lost", attempt: 1, costNanoUsd: 900_000_000n, outcome: "clean", usage: null },
      ],
    });
    expect(await shownBudgets()).toContain("total: $0.750000 of $5.000000 charged");
  });
});

test("a definition is shown in each version, and with what differs between two", async () => {
  const insert = (hash: string, prompt: string, isCurrent: boolean) =>
    database.query(
      `insert into definition (name, hash, content, is_current, released_by, released_at)
       values ('profile', $1, $2, $3, 'ann', now() - $4::int * interval '1 day')`,
      [hash, JSON.stringify({ prompt }), isCurrent, isCurrent ? 0 : 1],
    );
  await insert("aaa1", "Be brief.", false);
  await insert("bbb2", "Be kind.", true);
  expect(await api.shows("definitions")).toMatch(/^profile {2}bbb2 {2}released 20\S+Z by ann$/);
  expect(await api.shows("definitions show profile --hash a")).toMatch(
    /^bbb2 .* {2}current\naaa1 [^\n]*ann\nprofile aaa1:\n[\s\S]*Be brief/,
  );
  expect(await api.shows("definitions diff profile")).toBe(
    "profile  aaa1 → bbb2\nprompt\n  - Be brief.\n  + Be kind.",
  );
  expect(await api.fieldwork("definitions diff profile --to aaa1")).toMatchObject({
    ...{
      exitCode: 3,
      err: expect.stringContaining("there is no version of profile before aaa1: "),
    },
  });
  await database.query("truncate definition");
});

test("records are counted, and found by name only where whoever asks may see them", async () => {
  const count = async (query: object) => (await api.client.call("records.count", { query })).count;
  expect([await count({}), await count({ connection: "hub" })]).toEqual([3, 2]);
  expect(await findRef(reader, "hub/company/1", ["hub"])).toMatchObject({ id: "1" });
  await expect(findRef(reader, salesforceAccount, ["hub"])).rejects.toMatchObject({
    code: "not_found",
  });
});
