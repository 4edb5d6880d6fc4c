import { callPurpose } from "@fieldwork/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "./database.ts";
import { bookCalls, type CallReservation, type CallSettlement } from "./model-calls.ts";
import { openTestStore, type TestStore } from "./testing.ts";

let testDatabase: TestStore;
let database: Database;

beforeAll(async () => {
  testDatabase = await openTestStore();
  ({ database } = testDatabase);
});

afterAll(async () => {
  await testDatabase.drop();
});

function reservation(
  callId: string,
  scopes: readonly string[],
  amountNanoUsd: bigint,
): CallReservation {
  const call = { attempt: 1, workId: "1", kind: "first", provider: "openai", model: "gpt" };
  return { callId, scopes, amountNanoUsd, purpose: "work", wantedBy: ["live"], ...call };
}

function settlement(callId: string, costNanoUsd: bigint | null): CallSettlement {
  return { callId, attempt: 1, costNanoUsd, outcome: "clean", usage: null };
}

async function setRoom(scope: string, limitNanoUsd: bigint): Promise<void> {
  await database.query("insert into budget (scope, limit_nano_usd) values ($1, $2)", [
    scope,
    limitNanoUsd.toString(),
  ]);
}

async function charged(scope: string): Promise<bigint> {
  const [row] = await database.query<{ charged: string }>(
    "select charged_nano_usd as charged from budget where scope = $1",
    [scope],
  );
  return BigInt(row?.charged ?? 0);
}

/** What the call log says that a scope was charged. */
async function logged(scope: string): Promise<bigint> {
  const [row] = await database.query<{ sum: string }>(
    `select coalesce(sum(coalesce(cost_nano_usd, reserved_nano_usd)), 0)::bigint as sum
     from model_call where $1 = any(scopes)`,
    [scope],
  );
  return BigInt(row?.sum ?? 0);
}

test("G3: many that book at once charge what the call log says, and no budget passes its limit", async () => {
  await setRoom("all", 3000n);
  await setRoom("some", 1000n);
  const most = { all: 0n, some: 0n };
  await Promise.all(
    Array.from({ length: 8 }, async (_, worker) => {
      let settlements: CallSettlement[] = [];
      for (let round = 0; round < 25; round++) {
        const reservations = Array.from({ length: 6 }, (_, index) =>
          reservation(
            `${worker}/${round}/${index}`,
            index % 3 === 0 ? ["some", "all"] : ["all"],
            BigInt(10 + ((worker + round + index) % 7) * 20),
          ),
        );
        const results = await bookCalls(database, { reservations, settlements });
        const granted = reservations.filter((_, index) => results[index]?.kind === "reserved");
        settlements = granted.map(({ callId }, index) =>
          settlement(callId, index % 4 === 0 ? 1n : 0n),
        );
        for (const scope of ["all", "some"] as const) {
          const now = await charged(scope);
          if (now > most[scope]) most[scope] = now;
        }
      }
      await bookCalls(database, { reservations: [], settlements });
    }),
  );
  expect(most.all).toBeLessThanOrEqual(3000n);
  expect(most.some).toBeLessThanOrEqual(1000n);
  // Enough to be refused now and then, or nothing was raced for.
  expect(most.all).toBeGreaterThan(2000n);
  expect(await charged("all")).toBe(await logged("all"));
  expect(await charged("some")).toBe(await logged("some"));
  const [calls] = await database.query<{ count: number; open: number }>(
    "select count(*)::int, (count(*) filter (where settled_at is null))::int as open from model_call",
  );
  expect(calls?.count).toBeLessThan(8 * 25 * 6);
  expect(calls?.open).toBe(0);
});

test("what does not fit is refused by itself, and later calls that fit are not", async () => {
  await setRoom("small", 100n);
  const asked = [60n, 50n, 40n, 1n, 0n].map((amount, index) =>
    reservation(`small/${index}`, ["small"], amount),
  );
  const results = await bookCalls(database, { reservations: asked, settlements: [] });
  expect(results.map(({ kind }) => kind)).toEqual([
    "reserved",
    "refused",
    "reserved",
    "refused",
    "reserved",
  ]);
  expect(await charged("small")).toBe(100n);
  expect(await logged("small")).toBe(100n);
});

test("a budget gives the room of what settles to what is asked in the same breath", async () => {
  await setRoom("tight", 100n);
  const first = reservation("tight/1", ["tight"], 100n);
  await bookCalls(database, { reservations: [first], settlements: [] });
  const second = reservation("tight/2", ["tight"], 71n);
  const settlements = [settlement("tight/1", 30n)];
  expect(await bookCalls(database, { reservations: [second], settlements })).toEqual([
    { kind: "refused", scope: "tight" },
  ]);
  // Its settlement stands all the same.
  expect(await charged("tight")).toBe(30n);
  const third = reservation("tight/3", ["tight"], 70n);
  expect(await bookCalls(database, { reservations: [third], settlements: [] })).toEqual([
    { kind: "reserved" },
  ]);
});

test("a call for work names its work; those for people to look at may do without, and are charged alike", async () => {
  await setRoom("purposes", 1000n);
  const apart = callPurpose.options.filter((purpose) => purpose !== "work");
  const reservations = apart.map((purpose) => ({
    ...reservation(`for ${purpose}`, ["purposes"], 100n),
    ...{ purpose, workId: null },
  }));
  await bookCalls(database, { reservations, settlements: [] });
  expect(await charged("purposes")).toBe(100n * BigInt(apart.length));
  const unnamed = { ...reservation("unnamed", ["purposes"], 100n), workId: null };
  await expect(bookCalls(database, { reservations: [unnamed], settlements: [] })).rejects.toThrow(
    "model_call_of_work",
  );
  expect(await charged("purposes")).toBe(100n * BigInt(apart.length));
});

test("G3: a call that one budget refused stays refused when another process fills the budgets of the rest", async () => {
  await setRoom("full", 0n);
  await setRoom("filling", 100n);
  let statements = 0;
  const raced = {
    ...database,
    async query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]> {
      statements += 1;
      if (statements > 5) throw new RangeError("the booking goes round in circles");
      if (statements === 2) {
        await database.query("update budget set charged_nano_usd = 95 where scope = 'filling'");
      }
      return database.query<Row>(text, values);
    },
  };
  const reservations = [
    reservation("one", ["full"], 10n),
    reservation("two", ["filling"], 10n),
    reservation("three", [], 5n),
  ];
  expect(await bookCalls(raced, { reservations, settlements: [] })).toEqual([
    { kind: "refused", scope: "full" },
    { kind: "refused", scope: "filling" },
    { kind: "reserved" },
  ]);
  expect([await charged("full"), await charged("filling")]).toEqual([0n, 95n]);
});

test("the models that a call was not made to stand in the call log, and nothing where there are none", async () => {
  const passedOver = [{ model: "gemini/g", why: "it was closed then" }];
  const sent = { fields: ["name"], region: null, policy: null };
  await bookCalls(database, {
    reservations: [
      { ...reservation("passed-over", [], 0n), sent: { ...sent, passedOver } },
      { ...reservation("none-passed-over", [], 0n), sent: { ...sent, passedOver: [] } },
    ],
    settlements: [],
  });
  const kept = await database.query(
    `select passed_over as "passedOver" from model_call where call_id like '%passed-over' order by call_id desc`,
  );
  expect(kept).toEqual([{ passedOver }, { passedOver: null }]);
});
