import { randomUUID } from "node:crypto";
import type { Reason } from "@fieldwork/contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { joinGroup, releaseGroup, takeTries } from "./braked-groups.ts";
import {
  type ClaimedWrite,
  claimWrites,
  countDueBackfills,
  type WriteClaimOptions,
} from "./claim-writes.ts";
import type { Database } from "./database.ts";
import { openTestStore, type TestStore } from "./testing.ts";
import { keepPlan } from "./work-planning.ts";
import { endWrites, releaseWrites } from "./work-writing.ts";
import { type BrakeChange, findBrakes, keepBrakes, liftBrakes } from "./write-brakes.ts";

let testDatabase: TestStore;
let database: Database;
const scope = { connection: "hubspot", object: "company" } as const;

beforeAll(async () => {
  testDatabase = await openTestStore();
  ({ database } = testDatabase);
});

afterAll(async () => {
  await testDatabase.drop();
});

beforeEach(async () => {
  await database.query("truncate record, work, answer, write_brake restart identity");
});

/** Answered work, due in the order of its records; columns by record. */
async function answered(count: number, columns: Record<string, string> = {}) {
  await database.query(
    `insert into answer (fingerprint, state, enrichment, prompt_version, work_id, outputs)
     values ('f', 'answered', 'profile', 'v1', 1, '{}') on conflict do nothing`,
  );
  const set = Object.entries(columns);
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, running_by, wanted_hash,
       running_hash, running_generation, vendor_at, fingerprint, due_at${set.map(([name]) => `, ${name}`).join("")})
     select 'hubspot', 'company', n::text, 'profile', 'answered', '{live}', '{live}', 'h', 'h', 1, now(), 'f',
       now() - interval '1 minute' + n * interval '1 millisecond'${set.map(([, sql]) => `, ${sql}`).join("")}
     from generate_series(1, $1) as n`,
    [count],
  );
}

function claim(limit = 100): Promise<ClaimedWrite[]> {
  const ask = {
    ...scope,
    limit,
    maxBatch: 100,
    token: randomUUID(),
    leaseMs: 10_000,
    withOrders: true,
  };
  return claimWrites(database, ask);
}

const idsOf = (claims: readonly ClaimedWrite[]) =>
  claims.map(({ recordId }) => Number(recordId)).toSorted((a, b) => a - b);

async function rows(columns: string) {
  return database.query(`select ${columns} from work order by id`);
}

describe("a batch", () => {
  test("holds what fell due first, as many as asked for", async () => {
    await answered(5);
    expect(idsOf(await claim(3))).toEqual([1, 2, 3]);
    expect(idsOf(await claim(3))).toEqual([4, 5]);
  });

  test("crm-25: holds what the live line wants before what backfills want, whichever fell due first", async () => {
    await answered(4);
    await database.query(
      "update work set running_by = '{backfill-1}' where record_id in ('1', '2')",
    );
    expect((await claim(3)).map(({ recordId }) => recordId).toSorted()).toEqual(["1", "3", "4"]);
    expect((await claim(3)).map(({ recordId }) => recordId)).toEqual(["2"]);
  });

  test("is cut in half for each time that its first came to nothing in company", async () => {
    await answered(100, { rest_kind: "'setback'", doubt: "3" });
    expect(await claim()).toHaveLength(12);
  });

  test("that its first brings doubt into is alone in the end, whoever else waits", async () => {
    await answered(60, { rest_kind: "'setback'", doubt: "case n when 1 then 7 else 0 end" });
    expect(idsOf(await claim())).toEqual([1]);
    expect(await claim()).toHaveLength(59);
  });

  test("without doubt takes none in", async () => {
    await answered(60, { rest_kind: "'setback'", doubt: "case n when 2 then 1 else 0 end" });
    expect(idsOf(await claim())).not.toContain(2);
    expect(idsOf(await claim())).toEqual([2]);
  });
});

describe("an answer given back", () => {
  const hidden = {
    dueInMs: 60_000,
    reason: { code: "field-hidden", detail: null },
    isFailure: false,
  } as const;

  test("rests on, and its row of rests begins anew when it rests for something else", async () => {
    await answered(1);
    const rest = (kind: "setback" | "hidden", rests: number) => ({ kind, rests, doubt: 0 });
    const again = async (given: ReturnType<typeof rest>) => {
      await database.query("update work set due_at = now()");
      const [claimed] = await claim();
      if (!claimed) throw new Error("nothing claimed");
      await releaseWrites(database, [{ ...claimed, ...hidden, rest: given }]);
      const [row] = await database.query<{ since: string }>(
        "select rests_since::text as since from work",
      );
      return { claimed, since: row?.since };
    };
    const first = await again(rest("setback", 1));
    expect(first.claimed.rest).toEqual({ kind: null, rests: 0, doubt: 0, since: null });
    const second = await again(rest("setback", 2));
    expect(second.claimed.rest).toMatchObject({ kind: "setback", rests: 1 });
    expect(second.since).toBe(first.since);
    expect((await again(rest("hidden", 1))).since).not.toBe(first.since);
  });

  test("for a hidden field makes way for what is wanted by now", async () => {
    await answered(2, { wanted_generation: "n" });
    await database.query(
      "update work set wanted_generation = wanted_generation + 1 where record_id = '2'",
    );
    const rest = { kind: "hidden", rests: 1, doubt: 0 } as const;
    const releases = (await claim()).map((claimed) => ({ ...claimed, ...hidden, rest }));
    await releaseWrites(database, releases);
    expect(await rows("record_id, state, rest_kind")).toEqual([
      { record_id: "1", state: "answered", rest_kind: "hidden" },
      { record_id: "2", state: "ready", rest_kind: null },
    ]);
  });

  test("for a hidden field is looked at at once when something newer is wanted", async () => {
    await answered(1, { rest_kind: "'hidden'", rests: "5" });
    await database.query("update work set due_at = now() + interval '30 minutes'");
    const ref = { ...scope, id: "1" };
    const vendorAt = new Date().toISOString();
    const [change, traceparent] = [{ ref, vendorAt }, null];
    await keepPlan(database, {
      records: [
        {
          ...change,
          readAt: vendorAt,
          directReadAt: vendorAt,
          contentHash: "c",
          fields: {},
          outputs: {},
          deleted: false,
          traceparent,
        },
      ],
      work: [
        {
          ...{ ...change, enrichment: "profile", inputHash: "newer" },
          ...{ wantedBy: ["live"], state: "hidden" as const, reason: null, traceparent },
        },
      ],
    });
    expect(await claim()).toHaveLength(1);
  });

  test("and written in the end is as fresh as any", async () => {
    await answered(1, { rest_kind: "'setback'", rests: "4", doubt: "2", failures: "3" });
    const ends = (await claim()).map((one) => ({ ...one, state: "review" as const, reason: null }));
    await endWrites(database, ends);
    expect(await rows("rest_kind, rests, doubt, failures")).toEqual([
      { rest_kind: null, rests: 0, doubt: 0, failures: 0 },
    ]);
  });
});

describe("a brake", () => {
  const groupId = "6f1d3b52-8a90-4a45-9c41-3f2f1c3c9a10";
  const reason: Reason = { code: "braked", detail: { said: "refused alike" } };
  const on = { signature: "s", groupId, reason, tries: 0, tryWorkId: null };
  const change = (overrides: Partial<BrakeChange> = {}): BrakeChange => ({
    ...{ enrichment: "profile", isWritten: false, setbacks: [] },
    on: { ...on, nextTryInMs: 0 },
    ...overrides,
  });
  const inReview = (count: number) =>
    answered(count, { settled_at: "now() - interval '1 hour'" }).then(() =>
      database.query("update work set state = 'review', group_id = $1", [groupId]),
    );
  const again = { againMs: 60_000 };

  test("is kept with what was refused, for every process", async () => {
    const setbacks = [{ signature: "s", recordId: "1", workId: "1" }];
    await keepBrakes(database, scope, [change({ setbacks })]);
    expect(await findBrakes(database, scope)).toMatchObject([
      { enrichment: "profile", writtenAt: null, setbacks, on },
    ]);
    await keepBrakes(database, scope, [change({ isWritten: true, on: null })]);
    expect(await findBrakes(database, scope)).toMatchObject([
      { setbacks: [], on: null, writtenAt: expect.any(Date) },
    ]);
  });

  test("keeps the time of the next try where a change does not set one", async () => {
    await keepBrakes(database, scope, [change({ on: { ...on, nextTryInMs: 30_000 } })]);
    const [before] = await findBrakes(database, scope);
    await keepBrakes(database, scope, [change({ on: { ...on, nextTryInMs: null } })]);
    const [after] = await findBrakes(database, scope);
    expect(after?.on?.nextTryAt).toEqual(before?.on?.nextTryAt);
  });

  test("lets one of its group through at its time, first those that were not refused", async () => {
    await inReview(3);
    const setbacks = [{ signature: "s", recordId: "1", workId: "1" }];
    await keepBrakes(database, scope, [change({ setbacks })]);
    expect(await takeTries(database, again)).toBe(1);
    expect(idsOf(await claim())).toEqual([2]);
    expect(await findBrakes(database, scope)).toMatchObject([{ on: { tryWorkId: "2" } }]);
    expect(await takeTries(database, again)).toBe(0);
  });

  test("gives its whole group back at once, and nobody else", async () => {
    await inReview(3);
    await database.query("update work set group_id = null where record_id = '2'");
    await keepBrakes(database, scope, [change()]);
    expect(await releaseGroup(database, scope, { ...on, enrichment: "profile" })).toBe(2);
    expect(idsOf(await claim())).toEqual([1, 3]);
  });

  test("takes those into its group that were refused before it came on", async () => {
    await inReview(2);
    await database.query("update work set group_id = null");
    await joinGroup(database, { workIds: ["2"], ...on });
    expect(await rows("group_id, reason_code")).toEqual([
      { group_id: null, reason_code: null },
      { group_id: groupId, reason_code: "braked" },
    ]);
  });

  test("is lifted for all that a person gives back, and stays on for what has another reason", async () => {
    await keepBrakes(database, scope, [change()]);
    await liftBrakes(database, { ...scope, reason: { codes: [], said: "another" } });
    expect(await findBrakes(database, scope)).toMatchObject([{ on }]);
    await liftBrakes(database, { connection: "salesforce" });
    expect(await findBrakes(database, scope)).toMatchObject([{ on }]);
    await liftBrakes(database, { reason: { codes: ["braked"], said: "braked" } });
    expect(await findBrakes(database, scope)).toEqual([]);
  });

  test("lets the one record through that a person gives back", async () => {
    await inReview(3);
    await keepBrakes(database, scope, [change()]);
    await liftBrakes(database, { ...scope, recordId: "3" });
    expect(await findBrakes(database, scope)).toMatchObject([{ on: { ...on, tryWorkId: "3" } }]);
  });
});

describe("crm-34: where backfills are written by jobs", () => {
  const wantedBy = "case when n % 2 = 0 then '{live}' else '{bf-1}' end::text[]";
  const claimWith = (backfills: WriteClaimOptions["backfills"]) =>
    claimWrites(database, {
      ...{ ...scope, limit: 100, maxBatch: 100, token: randomUUID(), leaseMs: 10_000 },
      ...{ withOrders: true, backfills },
    });
  const ids = (claims: readonly ClaimedWrite[]) => claims.map(({ recordId }) => Number(recordId));

  async function mixed(): Promise<void> {
    await answered(10);
    await database.query(
      `update work set running_by = ${wantedBy.replaceAll("n %", "record_id::int %")}`,
    );
  }

  test("a job takes the answers of backfills alone, and a batch leaves them to it for a while", async () => {
    await mixed();
    expect(await countDueBackfills(database, { ...scope, most: 100 })).toBe(5);
    expect(await countDueBackfills(database, { ...scope, most: 3 })).toBe(3);
    expect(ids(await claimWith({ waitedMs: 90_000 }))).toEqual([2, 4, 6, 8, 10]);
    expect(ids(await claimWith("alone"))).toEqual([1, 3, 5, 7, 9]);
    expect(await countDueBackfills(database, { ...scope, most: 100 })).toBe(0);
  });

  test("what has waited long enough, or brings doubt, is written by calls", async () => {
    await mixed();
    await database.query("update work set doubt = 1 where record_id = '3'");
    expect(await countDueBackfills(database, { ...scope, most: 100 })).toBe(4);
    expect(ids(await claimWith("alone"))).toEqual([1, 5, 7, 9]);
    const claims = await claimWith({ waitedMs: 1000 });
    expect(ids(claims)).toEqual([2, 4, 6, 8, 10]);
    expect(ids(await claimWith({ waitedMs: 1000 }))).toEqual([3]);
  });
});
