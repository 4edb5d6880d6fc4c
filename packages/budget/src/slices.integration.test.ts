import { randomUUID } from "node:crypto";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { type Database, listBudgets, releaseHeld, setBudgets } from "@fieldwork/store";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Budget } from "./budget.ts";
import { totalSpec } from "./budget-spec.ts";
import { createPostgresBudget } from "./postgres-budget.ts";
import { reservation, settlement } from "./testing/budget-backend.ts";

let store: TestStore;
let database: Database;

beforeAll(async () => {
  store = await openTestStore();
  ({ database } = store);
});

afterAll(() => store.drop());

afterEach(endAll);

beforeEach(async () => {
  await database.query("truncate budget, budget_spec, budget_slice, model_call");
});

const ample = 1_000_000n;
const ask = (amountNanoUsd = 100n) =>
  reservation({ connection: "acme", enrichment: "profile" }, amountNanoUsd);
let opened: Budget[] = [];

function open(over: Partial<Database> = {}): Budget {
  const options = { database: { ...database, ...over }, gatherMs: 1, logger: testLogger() };
  const budget = createPostgresBudget(options);
  opened.push(budget);
  return budget;
}

/** Whatever they still have to say is said in the world that it is about. */
async function endAll(): Promise<void> {
  await Promise.all(opened.map((budget) => budget.flush()));
  opened = [];
}

interface Books {
  charged: bigint;
  /** By the log: what calls cost, or the bound of those that are not settled. */
  logged: bigint;
  /** In the hands of processes. */
  lent: bigint;
}

async function readBooks(): Promise<Books> {
  const [row] = await database.query<Record<keyof Books, string>>(
    `select charged_nano_usd::text as charged,
       (select coalesce(sum(coalesce(cost_nano_usd, reserved_nano_usd)), 0) from model_call)::text as logged,
       (select coalesce(sum(held_nano_usd), 0) from budget_slice)::text as lent from budget`,
  );
  const { charged = "0", logged = "0", lent = "0" } = row ?? {};
  return { charged: BigInt(charged), logged: BigInt(logged), lent: BigInt(lent) };
}

/** A process to which the budgets have lent something. */
async function openLent(over: Partial<Database> = {}): Promise<Budget> {
  const budget = open(over);
  await budget.reserve(ask());
  await eventually(async () => expect((await readBooks()).lent).toBeGreaterThan(0n));
  return budget;
}

/** One whose store answers nothing while it is shut. */
async function openGated() {
  const gate = Promise.withResolvers<void>();
  let isShut = false;
  const budget = await openLent({
    async query(text, values) {
      if (isShut) await gate.promise;
      return database.query(text, values);
    },
  });
  const shut = () => {
    isShut = true;
  };
  return { budget, shut, open: () => gate.resolve() };
}

test("a call whose budgets have ample room is sent without waiting for the store, which hears of it meanwhile", async () => {
  await setBudgets(database, [totalSpec(ample)]);
  const { budget, shut, open: letThrough } = await openGated();
  shut();
  expect(await budget.reserve(ask())).toEqual({ kind: "reserved" });
  expect((await readBooks()).logged).toBe(100n);
  letThrough();
  await eventually(async () => expect((await readBooks()).logged).toBe(200n));
});

test("G3: no more is drawn from a slice than was lent, however long the store does not answer", async () => {
  await setBudgets(database, [totalSpec(ample)]);
  const { budget, shut, open: letThrough } = await openGated();
  const { lent } = await readBooks();
  shut();
  let reserved = 0;
  const asked = Array.from({ length: 100 }, async () => {
    await budget.reserve(ask());
    reserved += 1;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(BigInt(reserved) * 100n).toBe(lent);
  letThrough();
  await Promise.all(asked);
});

test("a budget that is nearly used up lends nothing, and each call asks it", async () => {
  await setBudgets(database, [totalSpec(10_000n)]);
  const budget = open();
  for (let call = 0; call < 5; call += 1) await budget.reserve(ask());
  expect(await readBooks()).toEqual({ charged: 500n, logged: 500n, lent: 0n });
});

test("what nobody draws from comes back by itself", async () => {
  await setBudgets(database, [totalSpec(ample)]);
  const budget = await openLent();
  const asked = ask();
  await budget.reserve(asked);
  await budget.settle(settlement(asked, 30n));
  await eventually(async () =>
    expect(await readBooks()).toEqual({ charged: 130n, logged: 130n, lent: 0n }),
  );
});

test("what a killed process had in hand stays charged, is told as held, and is free once somebody releases it", async () => {
  await setBudgets(database, [totalSpec(ample)]);
  await openLent({
    // Killed: it gives nothing back.
    async query(text, values) {
      if (text.includes("unspent")) throw new Error("killed");
      return database.query(text, values);
    },
  });
  const { charged, lent } = await readBooks();
  expect(charged).toBe(100n + lent);
  expect(await listBudgets(database)).toMatchObject([{ chargedNanoUsd: charged, heldNanoUsd: 0n }]);
  await database.query("update budget_slice set lease_until = now() - interval '1 s'");
  expect(await listBudgets(database)).toMatchObject([
    { chargedNanoUsd: charged, heldNanoUsd: lent },
  ]);
  await releaseHeld(database);
  expect(await readBooks()).toEqual({ charged: 100n, logged: 100n, lent: 0n });
});

const anyCall = fc.record({
  process: fc.integer({ min: 0, max: 2 }),
  amount: fc.integer({ min: 0, max: 120 }),
  /** In hundredths of the amount; null: nobody knows. */
  cost: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
});
const anyWave = fc.record({
  calls: fc.array(anyCall, { minLength: 1, maxLength: 60 }),
  killed: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
});

test("G3: whatever processes draw, settle and take with them, a budget is charged at least what was spent, at most its limit, and to the nano-USD what its log and its slices say", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyWave, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(2000n, 700_000n, 10_000_000n),
      async (waves, limit) => {
        await database.query("truncate budget, budget_spec, budget_slice, model_call");
        await setBudgets(database, [totalSpec(limit)]);
        const processes = Array.from({ length: 3 }, () => open());
        let spent = 0n;
        for (const { calls, killed } of waves) {
          await Promise.all(
            calls.map(async ({ process, amount, cost }) => {
              const asked = { ...ask(BigInt(amount)), callId: randomUUID() };
              const { kind } = (await processes[process]?.reserve(asked)) ?? {};
              if (kind !== "reserved") return;
              const paid = cost === null ? null : BigInt(Math.floor((amount * cost) / 100));
              spent += paid ?? BigInt(amount);
              await processes[process]?.settle(settlement(asked, paid));
            }),
          );
          const { charged, logged, lent } = await readBooks();
          expect(charged).toBe(logged + lent);
          expect(charged).toBeLessThanOrEqual(limit);
          expect(charged).toBeGreaterThanOrEqual(spent);
          // Its successor knows nothing of what it had.
          if (killed !== undefined) processes[killed] = open();
        }
        await endAll();
        const { charged } = await readBooks();
        expect(charged).toBeLessThanOrEqual(limit);
        expect(charged).toBeGreaterThanOrEqual(spent);
      },
    ),
    { numRuns: 15 },
  );
}, 60_000);
