import { randomUUID } from "node:crypto";
import { eventually } from "@fieldwork/runtime/testing";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ClaimedWrite, claimWrites } from "./claim-writes.ts";
import type { Database } from "./database.ts";
import { liftHold, placeHold } from "./holds/hold-statements.ts";
import { confirmIntents, type NewIntent, openIntents } from "./intents.ts";
import { findOwnership } from "./ledger.ts";
import { openTestStore, type TestStore } from "./testing.ts";
import { stopWanting } from "./wanting.ts";
import { returnLapsed } from "./work-dispatch.ts";
import { endWrites } from "./work-writing.ts";
import {
  endOrders,
  type NewWriteOrder,
  type OrderedEntry,
  placeOrders,
  recordOrdered,
  releaseOrders,
} from "./write-orders.ts";

let testDatabase: TestStore;
let database: Database;
const scope = { connection: "hubspot", object: "company" } as const;

beforeAll(async () => {
  testDatabase = await openTestStore();
  ({ database } = testDatabase);
});

afterAll(() => testDatabase.drop());

beforeEach(() =>
  database.query(
    `truncate work, answer, write_order, write_brake, hold, write_intent, field_ledger, review
     restart identity`,
  ),
);

async function place(id: string, order: Partial<NewWriteOrder> = {}): Promise<void> {
  await placeOrders(database, [
    {
      ...{ ref: { ...scope, id }, enrichment: "profile", field: "ai_industry", kind: "correct" },
      ...{ value: "Materials", owner: "person", expectedValue: "Energy", fingerprint: "" },
      ...{ answerId: null, orderedBy: "ann", run: null, ...order },
    },
  ]);
}

async function answered(...ids: string[]): Promise<void> {
  await database.query(
    `insert into answer (fingerprint, state, enrichment, prompt_version, work_id, outputs)
     values ('f', 'answered', 'profile', 'v1', 1, '{}') on conflict do nothing`,
  );
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, running_by, wanted_hash,
       running_hash, running_generation, vendor_at, fingerprint)
     select 'hubspot', 'company', id, 'profile', 'answered', '{live}', '{live}', 'h', 'h', 1, now(), 'f'
     from unnest($1::text[]) as id`,
    [ids],
  );
}

function claim({ withOrders = true, limit = 100 } = {}): Promise<ClaimedWrite[]> {
  const ask = { ...scope, limit, maxBatch: 100, token: randomUUID(), leaseMs: 10_000 };
  return claimWrites(database, { ...ask, withOrders });
}

/** What was claimed: orders as `kind of record`, answers as `answer of record`. */
const told = (claims: readonly ClaimedWrite[]) =>
  claims.map(({ order, recordId }) => `${order?.kind ?? "answer"} of ${recordId}`).toSorted();

async function end(claims: readonly ClaimedWrite[]): Promise<void> {
  const ends = claims.map((claimed) => ({ ...claimed, reason: null, outcome: null }));
  const of = (isOrder: boolean) => ends.filter(({ order }) => (order !== null) === isOrder);
  await endOrders(
    database,
    of(true).map((one) => ({ ...one, state: "done" })),
  );
  await endWrites(
    database,
    of(false).map((one) => ({ ...one, state: "written" })),
  );
}

async function release(orders: readonly ClaimedWrite[]): Promise<void> {
  const reason = { code: "field-hidden", detail: null } as const;
  const rest = { kind: "hidden", rests: 1, doubt: 0 } as const;
  await releaseOrders(
    database,
    orders.map((one) => ({ ...one, reason, rest, dueInMs: 60_000, isFailure: false })),
  );
}

describe("orders for one field", () => {
  test("are carried out one after another, the oldest first", async () => {
    await place("1", { kind: "approve" });
    await place("1", { kind: "pin" });
    const first = await claim();
    expect(told(first)).toEqual(["approve of 1"]);
    expect(await claim()).toEqual([]);
    await end(first);
    expect(told(await claim())).toEqual(["pin of 1"]);
  });

  test("make way for the next while they rest", async () => {
    await place("1", { kind: "approve" });
    await place("1", { kind: "pin" });
    await release(await claim());
    expect(told(await claim())).toEqual(["pin of 1"]);
  });

  test("are held up neither by those for other fields nor by those that a person holds", async () => {
    await place("1", { kind: "approve", run: "b1" });
    await place("1", { kind: "pin", field: "ai_summary" });
    await place("1", { kind: "correct" });
    const hold = { scope: "backfill", target: "b1" };
    await placeHold(database, { ...hold, action: "paused", heldBy: "ana", why: "odd" });
    expect(told(await claim())).toEqual(["correct of 1", "pin of 1"]);
    await liftHold(database, hold);
  });
});

describe("orders of a run that wants nothing any more", () => {
  const states = () =>
    database.query(
      "select record_id as id, state, reason_code as reason, settled_at is not null as finished from write_order order by id",
    );
  const refused = { state: "refused", reason: "not-wanted", finished: true };

  test("are refused as far as they wait; those of others go on", async () => {
    await place("1", { run: "b1" });
    await place("2", { run: "b2" });
    await place("3");
    await stopWanting(database, "b1");
    expect(await states()).toMatchObject([
      refused,
      { state: "waiting", reason: null },
      { state: "waiting", reason: null },
    ]);
  });

  test("are carried out where they are under way, and refused where they come back", async () => {
    for (const id of ["1", "2", "3"]) await place(id, { run: "b1" });
    const [done, released] = await claim();
    if (!done || !released) throw new Error("nothing was claimed");
    await stopWanting(database, "b1");
    await end([done]);
    await release([released]);
    await lapse();
    expect(await states()).toMatchObject([{ state: "done" }, refused, refused]);
  });
});

describe("an order and an answer of one record", () => {
  test("G2: are never claimed together: the order comes first", async () => {
    await answered("1", "2");
    await place("1");
    const first = await claim();
    expect(told(first)).toEqual(["answer of 2", "correct of 1"]);
    expect(await claim()).toEqual([]);
    await end(first);
    expect(told(await claim())).toEqual(["answer of 1"]);
  });

  test("are kept apart though the batch has room for the order alone", async () => {
    await answered("1", "2");
    await place("1");
    await place("2");
    expect(told(await claim({ limit: 1 }))).toEqual(["correct of 1"]);
    expect(told(await claim({ limit: 1 }))).toEqual(["correct of 2"]);
    expect(await claim()).toEqual([]);
  });

  test("let the answer be written first where it was claimed already", async () => {
    await answered("1");
    const first = await claim();
    await place("1");
    await place("2");
    expect(told(await claim())).toEqual(["correct of 2"]);
    await end(first);
    expect(told(await claim())).toEqual(["correct of 1"]);
  });

  test("are strangers while the order rests, is held, or is of another record of that name", async () => {
    await answered("1", "2", "3");
    await place("1", { run: "b1" });
    const hold = { scope: "backfill", target: "b1" };
    await placeHold(database, { ...hold, action: "paused", heldBy: "ana", why: "odd" });
    await place("2");
    await database.query(
      "update write_order set due_at = now() + interval '1 minute' where record_id = '2'",
    );
    await place("3", { ref: { connection: "salesforce", object: "company", id: "3" } });
    expect(told(await claim())).toEqual(["answer of 1", "answer of 2", "answer of 3"]);
    await liftHold(database, hold);
  });

  test("do not join an order that brings doubt: it is claimed alone", async () => {
    await answered("1");
    for (const id of ["2", "3"]) await place(id);
    await database.query("update write_order set doubt = 1 where record_id = '2'");
    expect(told(await claim())).toEqual(["correct of 2"]);
    expect(told(await claim())).toEqual(["answer of 1", "correct of 3"]);
  });

  test("do not know of each other in a preview, which carries no order out", async () => {
    await answered("1");
    await place("1");
    expect(told(await claim({ withOrders: false }))).toEqual(["answer of 1"]);
  });

  test("G2: are not sent side by side, though two processes claimed them at the same moment", async () => {
    await answered("1");
    const [answer] = await claim();
    for (const id of ["2", "1"]) await place(id);
    const [order] = await claim();
    await database.query(
      `update write_order set (state, claim_token, lease_until) =
         (select state, claim_token, lease_until from write_order as claimed where claimed.id = $1)`,
      [order?.workId],
    );
    const orders = await database.query<{ workId: string; id: string }>(
      `select id as "workId", record_id as id from write_order`,
    );
    const token = order?.token ?? "";
    const opened = await openIntents(database, [
      toIntent({ workId: answer?.workId ?? "", id: "1", token: answer?.token ?? "" }),
      ...orders.map((one) => toIntent({ ...one, token })),
    ]);
    expect(opened.map(({ ref }) => ref.id)).toEqual(["2"]);
  });
});

test("work whose last two fields are decided in two processes at once is written", async () => {
  await answered("1");
  await database.query("update work set state = 'review'");
  const fields = ["ai_industry", "ai_summary"];
  await database.query(
    `insert into review (work_id, field, generation, connection, object, record_id, enrichment, answer_id, value,
       reason_code, opened_at)
     select 1, field, 1, 'hubspot', 'company', '1', 'profile', 1, 'Energy', 'low-confidence', now()
     from unnest($1::text[]) as field`,
    [fields],
  );
  for (const field of fields) await place("1", { kind: "approve", field });
  const ends = (await claim()).map((one) => ({
    ...{ ...one, state: "done" as const, reason: null, outcome: null },
  }));
  expect(ends).toHaveLength(2);
  let isOver = false;
  const later = await database.transaction(async (tx) => {
    await endOrders(tx, ends.slice(0, 1));
    const other = database
      .transaction((otherTx) => endOrders(otherTx, ends.slice(1)))
      .finally(() => {
        isOver = true;
      });
    await eventually(async () => expect(isOver || (await isAnyoneWaiting())).toBe(true));
    return { other };
  });
  await later.other;
  expect(await database.query("select state from work")).toEqual([{ state: "written" }]);
});

async function isAnyoneWaiting(): Promise<boolean> {
  const waiting = await database.query(
    "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  return waiting.length > 0;
}

describe("an order and an answer of one record that two processes claimed at the same moment", () => {
  /** Both of record 1. */
  async function claimBoth(): Promise<{ answer: NewIntent; pin: OrderedEntry }> {
    await answered("1");
    const [answer] = await claim();
    await place("1", { kind: "pin" });
    const token = randomUUID();
    const [pin] = await database.query<{ workId: string }>(
      `update write_order set state = 'writing', claim_token = $1, lease_until = now() + interval '10 s'
       returning id as "workId"`,
      [token],
    );
    return {
      answer: toIntent({ id: "1", workId: answer?.workId ?? "", token: answer?.token ?? "" }),
      pin: {
        ...{ recordId: "1", field: "ai_industry", workId: pin?.workId ?? "", token },
        ...{ owner: "person", value: "Materials", pinned: true, withdrawnFingerprint: null },
        seenRecordedAt: null,
      },
    };
  }

  const carryOut = (pin: OrderedEntry) =>
    endOrders(database, [{ ...pin, state: "done", reason: null, outcome: null }]);

  const seen = async () => {
    const { ledger } = await findOwnership(database, { ...scope, recordIds: ["1"] });
    return ledger[0]?.recordedAt ?? null;
  };

  test("G2: let none of the answer's fields be sent once the order has ended", async () => {
    const { answer, pin } = await claimBoth();
    const other = { ...answer, field: "ai_summary" };
    await setWork({ ...answer, state: "answered" });
    expect(await recordOrdered(database, scope, [pin])).toEqual([pin.workId]);
    await carryOut(pin);
    await setWork({ ...answer, state: "writing" });
    expect(await openIntents(database, [answer, other])).toEqual([]);
    const seenRecordedAt = await seen();
    expect(await openIntents(database, [{ ...answer, seenRecordedAt }, other])).toHaveLength(2);
  });

  test("G2: let no pin be recorded beside the answer, nor over what the answer has recorded since", async () => {
    const { answer, pin } = await claimBoth();
    expect(await recordOrdered(database, scope, [pin])).toEqual([]);
    await database.query("update write_order set state = 'waiting'");
    const [intent] = await openIntents(database, [answer]);
    await confirmIntents(database, [intent?.id ?? ""]);
    await setWork({ ...answer, state: "written" });
    await database.query("update write_order set state = 'writing'");
    expect(await recordOrdered(database, scope, [pin])).toEqual([]);
    const seenRecordedAt = await seen();
    expect(await recordOrdered(database, scope, [{ ...pin, seenRecordedAt }])).toEqual([
      pin.workId,
    ]);
    await carryOut(pin);
    expect(await recordOrdered(database, scope, [{ ...pin, seenRecordedAt }])).toEqual([]);
  });

  async function setWork({ workId, state }: { workId: string; state: string }): Promise<void> {
    await database.query("update work set state = $2 where id = $1", [workId, state]);
  }
});

test("G2: whatever is ordered, answered, claimed and given back, no two claims are of one field, and all ends", async () => {
  const step = fc.record({
    kind: fc.constantFrom("place", "answer", "claim", "end", "lapse"),
    id: fc.constantFrom("1", "2"),
    field: fc.constantFrom("ai_industry", "ai_summary"),
    limit: fc.integer({ min: 1, max: 4 }),
  });
  const claimAndEnd = async () => {
    const claims = await claim();
    await end(claims);
    return claims.length;
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      await database.query("truncate work, write_order restart identity");
      const held: ClaimedWrite[] = [];
      for (const { kind, id, field, limit } of steps) {
        await {
          place: () => place(id, { field }),
          answer: () => answeredAgain(id),
          claim: async () => void held.push(...(await claim({ limit }))),
          end: () => end(held.splice(0, 1)),
          lapse,
        }[kind]();
        expect(await claimedTogether()).toEqual([]);
      }
      await lapse();
      while ((await claimAndEnd()) > 0);
      expect(await unfinished()).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

async function answeredAgain(id: string): Promise<void> {
  const [row] = await database.query<{ state: string }>(
    "update work set state = 'answered' where record_id = $1 and state <> 'writing' returning 1",
    [id],
  );
  const [standing] = await database.query("select from work where record_id = $1", [id]);
  if (!row && !standing) await answered(id);
}

async function lapse(): Promise<void> {
  for (const table of ["work", "write_order"]) {
    await database.query(
      `update ${table} set lease_until = now() - interval '1 second' where state = 'writing'`,
    );
  }
  await returnLapsed(database);
}

/** Orders that are being written beside another for their field, or beside an answer of their record. */
function claimedTogether(): Promise<unknown[]> {
  return database.query(
    `select id from write_order as one where state = 'writing' and (
       exists (select from write_order as other where other.state = 'writing' and other.id <> one.id
         and (other.record_id, other.field) = (one.record_id, one.field))
       or exists (select from work where work.record_id = one.record_id and work.state = 'writing'))`,
  );
}

function unfinished(): Promise<unknown[]> {
  return database.query(
    `select id from write_order where state in ('waiting', 'writing')
     union all select id from work where state in ('answered', 'writing')`,
  );
}

function toIntent({ id, workId, token }: Record<"id" | "workId" | "token", string>): NewIntent {
  return {
    ...{ ref: { ...scope, id }, field: "ai_industry", beforeValue: null, beforeOwner: null },
    ...{ afterValue: "Energy", workId, token, generation: 1, fingerprint: "f" },
    ...{ wantedBy: ["live"], answerId: null, afterOwner: "fieldwork", withdraws: null },
    seenRecordedAt: null,
  };
}
