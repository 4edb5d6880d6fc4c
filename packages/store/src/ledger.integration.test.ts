import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "./database.ts";
import {
  abandonIntents,
  confirmIntents,
  openIntents,
  recoverIntents,
  refuseIntents,
} from "./intents.ts";
import { findOwnership, recordOwnerChanges } from "./ledger.ts";
import { adoptLedger } from "./merges/index.ts";
import { openTestStore, type TestStore } from "./testing.ts";

let testDatabase: TestStore;
let database: Database;
const token = randomUUID();
const ref = { connection: "hubspot", object: "company" as const, id: "1" };
const asked = { connection: "hubspot", object: "company" as const, recordIds: ["1"] };

beforeAll(async () => {
  testDatabase = await openTestStore();
  ({ database } = testDatabase);
});

afterAll(async () => {
  await testDatabase.drop();
});

beforeEach(async () => {
  await database.query("truncate work, write_intent, field_ledger, owner_change restart identity");
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash,
       vendor_at, claim_token, lease_until)
     values ('hubspot', 'company', '1', 'profile', 'writing', '{live}', 'h', now(), $1,
       now() + interval '10 seconds')`,
    [token],
  );
});

async function open(
  afterValue: string,
  overrides: { token?: string; beforeValue?: string; seenRecordedAt?: string | null } = {},
) {
  const { ledger } = await findOwnership(database, asked);
  return openIntents(database, [
    {
      ref,
      field: "ai_industry",
      beforeValue: null,
      beforeOwner: null,
      afterValue,
      workId: "1",
      token,
      generation: 1,
      fingerprint: "f",
      answerId: "7",
      wantedBy: ["live"],
      ...{ afterOwner: "fieldwork", withdraws: null },
      seenRecordedAt: ledger[0]?.recordedAt ?? null,
      ...overrides,
    },
  ]);
}

describe("an intent", () => {
  test("is opened only under a claim that is still held", async () => {
    expect(await open("Energy")).toHaveLength(1);
    expect(await open("Energy", { token: randomUUID() })).toEqual([]);
    await database.query("update work set lease_until = now() - interval '1 second'");
    expect(await open("Energy")).toEqual([]);
  });

  test("G2: is not opened where the ledger has changed since it was seen", async () => {
    const [first] = await open("Energy");
    await confirmIntents(database, [first?.id ?? ""]);
    const { ledger } = await findOwnership(database, asked);
    expect(await open("Materials", { seenRecordedAt: null })).toEqual([]);
    const [second] = await open("Materials");
    await confirmIntents(database, [second?.id ?? ""]);
    const seenRecordedAt = ledger[0]?.recordedAt ?? null;
    expect(await open("Retail", { seenRecordedAt })).toEqual([]);
    expect(await open("Retail")).toHaveLength(1);
  });

  test("confirmed makes the value ours", async () => {
    const [intent] = await open("Energy");
    await confirmIntents(database, [intent?.id ?? ""]);
    const { ledger, intents } = await findOwnership(database, asked);
    expect(ledger).toMatchObject([
      { owner: "fieldwork", value: "Energy", workId: "1", generation: 1 },
    ]);
    expect(intents).toEqual([]);
    expect(await database.query("select answer_id from field_ledger")).toEqual([
      { answer_id: "7" },
    ]);
  });

  test("open is known until it ends, and an older one stays known after a newer one is confirmed", async () => {
    await open("Energy");
    const [newer] = await open("Materials");
    await confirmIntents(database, [newer?.id ?? ""]);
    const { intents } = await findOwnership(database, asked);
    expect(intents.map(({ afterValue }) => afterValue)).toEqual(["Energy"]);
  });

  test("of a write that is sent again is the one that stands, however often", async () => {
    const [first] = await open("Energy");
    expect(first?.isResent).toBe(false);
    for (let attempt = 2; attempt <= 5; attempt++) {
      const [again] = await open("Energy", { beforeValue: `seen by attempt ${attempt}` });
      expect(again).toMatchObject({ id: first?.id, isResent: true });
    }
    expect(await database.query("select state, before_value, attempts from write_intent")).toEqual([
      { state: "open", before_value: "seen by attempt 5", attempts: 5 },
    ]);
    await open("Materials");
    expect((await findOwnership(database, asked)).intents).toHaveLength(2);
  });

  test("of a write that was sent before stays known for a while, though it is refused now", async () => {
    await open("Energy");
    const [again] = await open("Energy");
    await refuseIntents(database, [
      { id: again?.id ?? "", reason: { code: "crm-locked", detail: null } },
    ]);
    const { ledger, intents } = await findOwnership(database, asked);
    expect(ledger).toEqual([]);
    expect(intents).toMatchObject([{ afterValue: "Energy", isUnderWay: false }]);
  });

  test("that nobody will send again stays known for a while", async () => {
    const noAnswer = { code: "crm-unanswered", detail: { said: "no answer came" } } as const;
    const [intent] = await open("Energy");
    await abandonIntents(database, [{ id: intent?.id ?? "", reason: noAnswer }]);
    expect((await findOwnership(database, asked)).intents).toHaveLength(1);
    expect(
      await database.query("select state, reason_code, reason_detail from write_intent"),
    ).toEqual([{ state: "abandoned", reason_code: noAnswer.code, reason_detail: noAnswer.detail }]);
  });

  test("refused leaves no trace in the ledger", async () => {
    const [intent] = await open("Energy");
    await refuseIntents(database, [
      { id: intent?.id ?? "", reason: { code: "crm-locked", detail: null } },
    ]);
    expect(await findOwnership(database, asked)).toEqual({ ledger: [], intents: [] });
  });

  test("found live after a crash is confirmed", async () => {
    await open("Energy");
    await recoverIntents(database, {
      ...asked,
      found: [{ recordId: "1", field: "ai_industry", afterValue: "Energy" }],
    });
    const { ledger } = await findOwnership(database, asked);
    expect(ledger).toMatchObject([{ owner: "fieldwork", value: "Energy" }]);
  });
});

describe("a manual edit", () => {
  const edit = {
    recordId: "1",
    field: "ai_industry",
    fromOwner: "fieldwork" as const,
    toOwner: "person" as const,
    value: "Retail",
  };

  test("takes a field over and leaves a trace", async () => {
    const [intent] = await open("Energy");
    await confirmIntents(database, [intent?.id ?? ""]);
    const { ledger } = await findOwnership(database, asked);
    const changes = [{ ...edit, seenRecordedAt: ledger[0]?.recordedAt ?? null }];
    expect(await recordOwnerChanges(database, { ...asked, changes })).toEqual([
      { recordId: "1", field: "ai_industry" },
    ]);
    expect((await findOwnership(database, asked)).ledger).toMatchObject([
      { owner: "person", value: "Retail" },
    ]);
    expect(await database.query("select from_owner, to_owner, value from owner_change")).toEqual([
      { from_owner: "fieldwork", to_owner: "person", value: "Retail" },
    ]);
  });

  test("seen before an update changes nothing after it", async () => {
    const [first] = await open("Energy");
    await confirmIntents(database, [first?.id ?? ""]);
    const { ledger } = await findOwnership(database, asked);
    const [second] = await open("Materials");
    await confirmIntents(database, [second?.id ?? ""]);
    const changes = [{ ...edit, seenRecordedAt: ledger[0]?.recordedAt ?? null }];
    expect(await recordOwnerChanges(database, { ...asked, changes })).toEqual([]);
    expect((await findOwnership(database, asked)).ledger).toMatchObject([
      { owner: "fieldwork", value: "Materials" },
    ]);
  });

  test("on a field we never wrote is recorded once", async () => {
    const changes = [{ ...edit, fromOwner: null, seenRecordedAt: null }];
    await recordOwnerChanges(database, { ...asked, changes });
    expect(await recordOwnerChanges(database, { ...asked, changes })).toEqual([]);
    expect((await findOwnership(database, asked)).ledger).toMatchObject([{ owner: "person" }]);
  });
});

test("crm-10: an entry goes on under the id that a merge left, once, and over nothing that is known there", async () => {
  await database.query(
    `insert into field_ledger (connection, object, record_id, field, owner, value, fingerprint)
     values ('hubspot', 'company', '1', 'ai_industry', 'fieldwork', 'Media', 'f'),
       ('hubspot', 'company', '1', 'ai_summary', 'fieldwork', 'A', 'f'),
       ('hubspot', 'company', '3', 'ai_summary', 'person', 'B', null)`,
  );
  const entries = ["ai_industry", "ai_summary"].map((field) => {
    return { fromId: "1", recordId: "3", field };
  });
  const scope = { connection: "hubspot", object: "company" as const };
  expect(await adoptLedger(database, { ...scope, entries })).toEqual([
    { recordId: "3", field: "ai_industry" },
  ]);
  expect(await adoptLedger(database, { ...scope, entries })).toEqual([]);
  const { ledger } = await findOwnership(database, { ...scope, recordIds: ["3"] });
  expect(ledger).toMatchObject([
    { field: "ai_industry", owner: "fieldwork", value: "Media", fingerprint: "f" },
    { field: "ai_summary", owner: "person", value: "B" },
  ]);
});
