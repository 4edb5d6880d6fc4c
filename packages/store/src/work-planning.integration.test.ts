import type { Reason } from "@fieldwork/contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "./database.ts";
import { endAsks, releaseAsks } from "./work-asking.ts";
import { createWorkFixture, readStart, type WorkFixture } from "./work-fixture.ts";
import { findKnownRecords } from "./work-planning.ts";

let fixture: WorkFixture;
let database: Database;

beforeAll(async () => {
  fixture = await createWorkFixture();
  database = fixture.database;
});

afterAll(() => fixture.close());

beforeEach(() => fixture.clear());

const emptyInput: Reason = { code: "input-empty", detail: { fields: ["description"] } };
const hiddenInput: Reason = { code: "input-hidden", detail: { fields: ["description"] } };

describe("a plan", () => {
  test("makes work ready once, and a redelivered batch changes nothing", async () => {
    expect(await fixture.plan("1", "a")).toBe(1);
    expect(await fixture.plan("1", "a")).toBe(0);
    const [known] = await findKnownRecords(database, [
      {
        ref: { connection: "hubspot", object: "company", id: "1" },
        enrichments: ["profile"],
        isWhole: false,
      },
    ]);
    expect(known).toMatchObject({ readAt: readStart(1), wanted: { profile: "a" } });
  });

  test("older than what stands is left alone, with its work", async () => {
    await fixture.plan("1", "new", { at: 10, read: 5 });
    expect(await fixture.plan("1", "old", { at: 5, read: 9 })).toBe(0);
    expect(await fixture.plan("1", "late in the same second", { at: 10, read: 4 })).toBe(0);
    const rows = await database.query("select wanted_hash, wanted_generation from work");
    expect(rows).toEqual([{ wanted_hash: "new", wanted_generation: 1 }]);
  });

  test("of one second stands as the later read found it, whichever topic brings which read first", async () => {
    const first = ["as edited first", { read: 1 }] as const;
    const second = ["as edited then", { read: 2 }] as const;
    for (const [id, order] of [
      ["1", [first, second]],
      ["2", [second, first]],
    ] as const) {
      for (const [text, options] of order) await fixture.plan(id, text, options);
    }
    const standing = await database.query("select fields->>'description' as text from record");
    expect(standing).toEqual([{ text: "as edited then" }, { text: "as edited then" }]);
    expect(await database.query("select distinct wanted_hash from work")).toEqual([
      { wanted_hash: "as edited then" },
    ]);
  });

  test("of a search never undoes an end of the same timestamp, whichever comes first", async () => {
    const end = ["gone", { read: 5, deleted: true }] as const;
    const behind = ["as it was", { read: 7, isFromSearch: true }] as const;
    for (const [id, order] of [
      ["1", [end, behind]],
      ["2", [behind, end]],
    ] as const) {
      for (const [text, options] of order) await fixture.plan(id, text, options);
    }
    const standing = await database.query("select content_hash, deleted from record");
    expect(standing).toEqual([
      { content_hash: "gone", deleted: true },
      { content_hash: "gone", deleted: true },
    ]);
    await fixture.plan("1", "back", { read: 6 });
    await fixture.plan("1", "back, and edited", { read: 8, isFromSearch: true });
    await fixture.plan("1", "gone", { read: 5, deleted: true });
    const [back] = await database.query("select content_hash from record where not deleted");
    expect(back).toEqual({ content_hash: "back, and edited" });
  });

  test("for work that is being asked waits, and makes it ready again when that ends", async () => {
    await fixture.plan("1", "a");
    const [ask] = await fixture.claimAll();
    if (!ask) throw new Error("nothing claimed");
    expect(await fixture.plan("1", "b", { read: 2 })).toBe(0);
    expect(await fixture.states()).toEqual({ "1": "asking" });
    await endAsks(database, [{ ...ask, state: "skipped", reason: emptyInput }]);
    expect(await fixture.states()).toEqual({ "1": "ready" });
  });

  test("that brings back what is being asked runs all the same: generations decide", async () => {
    await fixture.plan("1", "a");
    const [ask] = await fixture.claimAll();
    if (!ask) throw new Error("nothing claimed");
    await fixture.plan("1", "b", { read: 2 });
    await fixture.plan("1", "a", { read: 3 });
    await endAsks(database, [{ ...ask, state: "skipped", reason: emptyInput }]);
    expect(await fixture.states()).toEqual({ "1": "ready" });
  });

  test("that undoes an edit nobody asked about is superseded", async () => {
    await fixture.plan("1", "a");
    const [ask] = await fixture.claimAll();
    if (!ask) throw new Error("nothing claimed");
    await endAsks(database, [{ ...ask, state: "skipped", reason: emptyInput }]);
    await fixture.plan("1", "b", { read: 2 });
    await fixture.plan("1", "a", { read: 3 });
    expect(await fixture.states()).toEqual({ "1": "superseded" });
    expect(await database.query("select superseded from work")).toEqual([{ superseded: 1 }]);
  });
});

describe("work whose input is hidden from us", () => {
  const due = () => database.query("select state, isfinite(due_at) as dated from work");

  test("is ready, and not taken, until a read brings the input", async () => {
    expect(await fixture.plan("1", "absent", { state: "hidden" })).toBe(0);
    expect(await due()).toEqual([{ state: "ready", dated: false }]);
    expect(await fixture.take()).toEqual([]);
    expect(await fixture.plan("1", "there", { read: 2 })).toBe(1);
    expect(await fixture.take()).toHaveLength(1);
  });

  test("waits as well when the input went while it was asked", async () => {
    await fixture.plan("1", "there");
    const [ask] = await fixture.claimAll();
    if (!ask) throw new Error("nothing claimed");
    await fixture.plan("1", "absent", { read: 2, state: "hidden" });
    await endAsks(database, [{ ...ask, state: "skipped", reason: emptyInput }]);
    const [again] = await fixture.claimAll();
    if (!again) throw new Error("nothing claimed");
    const hidden = { reason: hiddenInput, waitsFor: null, isFailure: false };
    await releaseAsks(database, [{ ...again, ...hidden, dueInMs: Number.POSITIVE_INFINITY }]);
    expect(await due()).toEqual([{ state: "ready", dated: false }]);
  });

  test("given back by one who has not seen that a read brought it by now is taken at once", async () => {
    await fixture.plan("1", "absent", { state: "hidden" });
    await database.query("update work set due_at = now()");
    const [ask] = await fixture.claimAll();
    if (!ask) throw new Error("nothing claimed");
    await fixture.plan("1", "there", { read: 2 });
    const hidden = { reason: hiddenInput, waitsFor: null, isFailure: false };
    await releaseAsks(database, [{ ...ask, ...hidden, dueInMs: Number.POSITIVE_INFINITY }]);
    expect(await fixture.take()).toHaveLength(1);
  });
});

test("a record whose only work is of a retired enrichment is known with its fields", async () => {
  await fixture.plan("1", "a");
  await database.query("update work set enrichment = 'retired'");
  const [known] = await findKnownRecords(database, [
    {
      ref: { connection: "hubspot", object: "company", id: "1" },
      enrichments: ["profile"],
      isWhole: false,
    },
  ]);
  expect(known?.fields).toEqual({ description: "a" });
});
