import { randomUUID } from "node:crypto";
import type { Actor } from "@fieldwork/contracts";
import {
  claimWrites,
  confirmIntents,
  type Database,
  endOrders,
  type NewIntent,
  openIntents,
  recordOwnerChanges,
} from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import type { Reader } from "@fieldwork/store/reading";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OrderDeps } from "../orders.ts";
import { openTestApi, type TestApi } from "../testing/open-test-api.ts";
import { cancelUndo, previewUndo, showUndo, undoByOrder } from "./undo.ts";

let api: TestApi;
let database: Database;
let reader: Reader;
let deps: OrderDeps;
const ann: Actor = { kind: "person", id: "p1", name: "ann" };
const place = { connection: "hub", object: "company" } as const;

beforeAll(async () => {
  api = await openTestApi();
  ({ database, reader } = api);
  deps = { database, reader, audit: recordAudit };
});

afterAll(() => api.stop());

beforeEach(async () => {
  await database.query(
    `truncate work, record, answer, write_order, write_intent, field_ledger, owner_change, audit
     restart identity cascade`,
  );
  await database.query(
    `insert into answer (fingerprint, state, enrichment, prompt_version, work_id, outputs, definition_hash)
     select 'f' || n, 'answered', 'profile', 'p', 1, '{}', case n when 2 then 'beef' else 'cafe' end
     from generate_series(1, 3) as n`,
  );
});

interface Write extends Partial<NewIntent> {
  id: string;
  value: string | null;
}

/** A write that the CRM has confirmed, as the writer leaves it; of the n-th answer. */
async function write({ id, value, ...intent }: Write, n = 1): Promise<void> {
  const token = randomUUID();
  const [work] = await database.query<{ id: string }>(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, running_by, wanted_hash,
       running_generation, vendor_at, claim_token, lease_until)
     values ('hub', 'company', $1, 'profile', 'writing', '{live}', '{live}', 'h', 1, now(), $2, now() + interval '1 minute')
     on conflict (connection, object, record_id, enrichment) do update set state = 'writing',
       claim_token = excluded.claim_token, lease_until = excluded.lease_until
     returning id`,
    [id, token],
  );
  const [ledger] = await database.query<{ value: string; owner: "fieldwork"; at: string }>(
    `select value, owner, to_jsonb(settled_at)#>>'{}' as at from field_ledger where record_id = $1`,
    [id],
  );
  const opened = await openIntents(database, [
    {
      ...{ ref: { ...place, id }, field: "ai_industry", afterValue: value, token },
      ...{ beforeValue: ledger?.value ?? null, beforeOwner: ledger?.owner ?? null },
      ...{ workId: work?.id ?? "", generation: 1, fingerprint: `f${n}`, answerId: `${n}` },
      ...{ afterOwner: "fieldwork", withdraws: null, wantedBy: ["live"] },
      ...{ seenRecordedAt: ledger?.at ?? null, ...intent },
    },
  ]);
  expect(opened).toHaveLength(1);
  await confirmIntents(
    database,
    opened.map((one) => one.id),
  );
  await database.query("update work set state = 'written', claim_token = null");
}

async function edit(id: string, value: string): Promise<void> {
  const [ledger] = await database.query<{ at: string }>(
    `select to_jsonb(settled_at)#>>'{}' as at from field_ledger where record_id = $1`,
    [id],
  );
  const change = { recordId: id, field: "ai_industry", toOwner: "person", value } as const;
  const seenRecordedAt = ledger?.at ?? null;
  const changes = [
    { ...change, fromOwner: ledger ? ("fieldwork" as const) : null, seenRecordedAt },
  ];
  expect(await recordOwnerChanges(database, { ...place, changes })).toHaveLength(1);
}

type Filter = Parameters<typeof previewUndo>[1];

async function undo(filter: Filter): Promise<string> {
  const { seen } = await previewUndo(reader, filter);
  return (await undoByOrder(deps, ann, { filter, seen })).run;
}

const ordersOf = (run: string) =>
  database.query(
    `select record_id as id, kind, value, owner, expected_value as expected, fingerprint, enrichment
     from write_order where wanted_by = array[$1] order by record_id`,
    [run],
  );

/** As the writer does once the CRM has done what was ordered. */
async function carryOut(): Promise<void> {
  const token = randomUUID();
  const claims = await claimWrites(database, {
    ...{ ...place, limit: 10, maxBatch: 10, leaseMs: 10_000, token, withOrders: true },
  });
  for (const claim of claims) {
    if (!claim.order) throw new Error("not an order");
    const { recordId, order, workId, generation, fingerprint, wantedBy } = claim;
    const ref = { ...place, id: recordId };
    const [ledger] = await database.query<{ owner: "person"; at: string }>(
      `select owner, to_jsonb(settled_at)#>>'{}' as at from field_ledger where record_id = $1`,
      [ref.id],
    );
    const opened = await openIntents(database, [
      {
        ...{ ref, field: order.field, beforeValue: order.expectedValue, workId, token, generation },
        ...{ beforeOwner: ledger?.owner ?? null, afterValue: order.value, afterOwner: order.owner },
        ...{ fingerprint, answerId: claim.answerId, wantedBy, seenRecordedAt: ledger?.at ?? null },
        withdraws: order.kind === "undo" ? fingerprint : null,
      },
    ]);
    await confirmIntents(
      database,
      opened.map(({ id }) => id),
    );
  }
  const reason = { code: "ordered", detail: null } as const;
  await endOrders(
    database,
    claims.map((claim) => ({ ...claim, state: "done", reason, outcome: null })),
  );
}

test("G8: an undo of a run restores what stood before it, lists the rest, and can be undone", async () => {
  const ofRun = { wantedBy: ["live", "b1"] };
  await write({ id: "1", value: "Energy", ...ofRun });
  await edit("2", "Mining");
  await write({ id: "2", value: "Energy", ...ofRun });
  await write({ id: "3", value: "Energy", ...ofRun });
  await edit("3", "Utilities");
  await write({ id: "4", value: "Energy", ...ofRun });
  await write({ id: "4", value: "Software" }, 3);
  await write({ id: "5", value: "Old" });
  await write({ id: "5", value: "Energy", ...ofRun });
  await write({ id: "5", value: "Gas", ...ofRun }, 2);
  await write({ id: "6", value: "Energy" });
  const preview = await previewUndo(reader, { run: "b1" });
  expect(preview).toMatchObject({
    ...{ count: 3, records: 3, left: { "edited-since": 1, "written-since": 1 } },
    leftSamples: [
      { ref: { id: "3" }, why: "edited-since" },
      { ref: { id: "4" }, why: "written-since" },
    ],
  });
  const run = await undo({ run: "b1" });
  const common = { kind: "undo", enrichment: "profile" };
  expect(await ordersOf(run)).toEqual(
    [
      ...[{ ...common, id: "1", value: null, owner: "fieldwork", expected: "Energy" }],
      ...[{ ...common, id: "2", value: "Mining", owner: "person", expected: "Energy" }],
      ...[{ ...common, id: "5", value: "Old", owner: "fieldwork", expected: "Gas" }],
    ].map((order) => ({ ...order, fingerprint: order.id === "5" ? "f2" : "f1" })),
  );
  expect((await previewUndo(reader, { run: "b1" })).left).toMatchObject({ "on-its-way": 3 });
  await carryOut();
  expect(await showUndo(reader, run)).toEqual([{ state: "done", reason: "ordered", count: 3 }]);
  expect(await previewUndo(reader, { run: "b1" })).toMatchObject({
    ...{ count: 0, left: { undone: 3 } },
  });
  const again = await undo({ run });
  expect(await ordersOf(again)).toMatchObject([
    { id: "1", kind: "approve", value: "Energy", owner: "fieldwork", expected: null },
    { id: "2", kind: "approve", value: "Energy", owner: "fieldwork", expected: "Mining" },
    { id: "5", kind: "approve", value: "Gas", owner: "fieldwork", expected: "Old" },
  ]);
  await carryOut();
  const entries = await database.query(
    "select owner, value, withdrawn_fingerprint as withdrawn from field_ledger where record_id in ('2', '5') order by record_id",
  );
  expect(entries).toEqual([
    { owner: "fieldwork", value: "Energy", withdrawn: null },
    { owner: "fieldwork", value: "Gas", withdrawn: null },
  ]);
});

test("G8: an undo of a run stops at what a person had put in between its writes", async () => {
  const ofRun = { wantedBy: ["b1"] };
  await write({ id: "1", value: "Energy", ...ofRun });
  await edit("1", "Mining");
  await write({ id: "1", value: "Gas", ...ofRun }, 2);
  expect((await previewUndo(reader, { run: "b1" })).samples).toMatchObject([{ to: "Mining" }]);
});

test("a record or a field goes back by one write, a definition to what stood before it", async () => {
  await write({ id: "1", value: "Old" }, 1);
  await write({ id: "1", value: "Energy" }, 2);
  await write({ id: "2", value: "Gas" }, 2);
  const restored = async (filter: Filter) =>
    (await previewUndo(reader, filter)).samples.map(({ ref, to }) => [ref.id, to]);
  expect(await restored({ ...place, recordId: "1" })).toEqual([["1", "Old"]]);
  expect(await restored({ field: "ai_industry" })).toEqual([
    ["1", "Old"],
    ["2", null],
  ]);
  const definition = { name: "profile", hash: "be" };
  expect(await restored({ definition })).toEqual([
    ["1", "Old"],
    ["2", null],
  ]);
  expect(await restored({ definition: { name: "profile", hash: "cafe" } })).toEqual([]);
  expect(await restored({ definition, connection: "other" })).toEqual([]);
});

test("an undo does what its preview showed or nothing, and is audited with its count", async () => {
  await write({ id: "1", value: "Energy" });
  const filter = { field: "ai_industry" };
  const { seen } = await previewUndo(reader, filter);
  await write({ id: "2", value: "Energy" });
  await expect(undoByOrder(deps, ann, { filter, seen })).rejects.toMatchObject({
    ...{ code: "request_invalid", message: expect.stringMatching(/changed since the preview/) },
  });
  expect(await database.query("select from write_order union all select from audit")).toEqual([]);
  const run = await undo(filter);
  expect(
    await database.query(
      "select order_name, subject, value->'count' as count from audit join audit_value on audit_id = audit.id where side = 'after'",
    ),
  ).toEqual([{ order_name: "undo.order", subject: `runs/${run}`, count: 2 }]);
  await expect(undo(filter)).rejects.toMatchObject({ message: expect.stringMatching(/nothing/) });
});

test("a cancelled undo leaves what it has not written", async () => {
  await write({ id: "1", value: "Energy" });
  const run = await undo({ field: "ai_industry" });
  expect(await cancelUndo(deps, ann, { run })).toEqual([
    { state: "refused", reason: "not-wanted", count: 1 },
  ]);
  expect(await previewUndo(reader, { field: "ai_industry" })).toMatchObject({ count: 1 });
  await expect(showUndo(reader, "undo-none")).rejects.toMatchObject({ code: "not_found" });
});

test("the live line and everything at once are not undone", async () => {
  await expect(previewUndo(reader, { run: "live" })).rejects.toThrow(/not the name of a run/);
  await expect(previewUndo(reader, { connection: "hub" })).rejects.toThrow(/say what to undo/);
});

test("the command shows what it would do, and does it with the preview's name", async () => {
  await write({ id: "1", value: "Energy" });
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs)
     values ('hub', 'company', '1', now(), 'a', now(), '{}', '{}')`,
  );
  const command = async (line: string) => (await api.fieldwork(`undo ${line}`)).out;
  const preview = await command("record hub/company/1");
  expect(preview).toMatch(/^Would restore 1 field of 1 record.*\n.*"Energy" goes back to blank\n/);
  const [, seen] = /add --yes (\w+)\.$/.exec(preview) ?? [];
  const run = (await command(`record 1 --yes ${seen}`)).split(":")[0] ?? "";
  expect(await command(`show ${run}`)).toBe("1 field waiting");
  expect(await command(`cancel ${run}`)).toContain("1 field as they are.\nNothing was done.");
  expect(await command(`cancel ${run} --yes`)).toBe("1 field refused: not-wanted");
  for (const wrong of [
    "run",
    "record 1 --connection hub",
    "definition profile",
    "field f --since x",
  ]) {
    expect(await api.fieldwork(`undo ${wrong}`), wrong).toMatchObject({ exitCode: 2 });
  }
});
