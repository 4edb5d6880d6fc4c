import { randomUUID } from "node:crypto";
import type { RecordRef } from "@fieldwork/contracts";
import { eventually } from "@fieldwork/runtime/testing";
import { liftHold, placeHold, setBudgets } from "@fieldwork/store";
import {
  claimOrderedAsks,
  findOrderedAsks,
  type NewOrderedAsk,
  type OrderedAsk,
  placeOrderedAsks,
  stopOrderedAsks,
} from "@fieldwork/store/ordered-asks";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestLine, type TestLine, testModel } from "../support/test-line.ts";

let line: TestLine;
let ref: RecordRef;

const description = "Solberg sells electricity from wind farms to households.";
const tables = ["answer", "work", "write_intent", "write_order", "review"] as const;

beforeAll(async () => {
  line = await createTestLine();
  const [id = ""] = await line.hubspot.create("companies", [{ name: "Solberg AB", description }]);
  ref = { connection: "hubspot", object: "company", id };
  await line.drained();
});

afterAll(() => line?.stop());

beforeEach(async () => {
  await line.openai.faults.clear();
});

async function order(given: Partial<NewOrderedAsk> = {}): Promise<string> {
  const id = randomUUID();
  const enrichment = line.enrichments.find(({ name }) => name === "company-profile");
  await placeOrderedAsks(line.database, [
    {
      ...{ id, purpose: "preview", backfillId: null, ref, enrichment: "company-profile" },
      ...{ definitionHash: enrichment?.hash ?? "", model: null, orderedBy: "ann" },
      ...{ watchedForMs: 60_000, keptForMs: 60_000 },
      ...given,
    },
  ]);
  return id;
}

async function look(id: string): Promise<OrderedAsk> {
  const [ask] = await findOrderedAsks(line.database, [id]);
  if (!ask) throw new Error("there is no such ask");
  return ask;
}

const hasEnded = (id: string) =>
  eventually(async () => {
    const ask = await look(id);
    expect(["answered", "failed", "cancelled"]).toContain(ask.state);
    return ask;
  });

/** Everything that work, the writer or a person would go on from. */
async function kept(): Promise<unknown[]> {
  return Promise.all(
    tables.map((table) => line.database.query(`select * from ${table} as t order by t::text`)),
  );
}

const callsOf = async () => (await line.openai.books.read()).calls.length;

async function spent(): Promise<{ scope: string; charged: string }[]> {
  return line.database.query(
    `select scope, charged_nano_usd::text as charged from budget where subject = 'purpose' order by scope`,
  );
}

test("a preview tells the prompt, the whole answer with the places of its evidence, and its cost, and keeps nothing", async () => {
  const before = { kept: await kept(), calls: await callsOf() };
  const ask = await hasEnded(await order());
  expect(ask).toMatchObject({ state: "answered", problem: null, partial: null });
  expect(ask.prompt?.input).toContain(description);
  expect(ask.prompt?.fields).toMatchObject({ description });
  const industry = ask.answer?.outputs.industry;
  const place = ask.answer?.places.industry;
  expect(industry?.value).toEqual(expect.any(String));
  expect(ask.prompt?.fields[place?.field ?? ""]?.slice(place?.start, place?.end)).toBe(
    industry?.evidence,
  );
  expect(ask.usage).toMatchObject({
    ...{ provider: "openai", model: testModel, attempts: 1, heldNanoUsd: 0 },
    inputTokens: expect.any(Number),
  });
  expect(await spent()).toEqual([
    {
      scope: expect.stringMatching(/^purpose:preview\/day\/\d{4}-\d\d-\d\d$/),
      charged: String(ask.usage?.chargedNanoUsd),
    },
  ]);
  expect(await callsOf()).toBe(before.calls + 1);
  expect(await kept()).toEqual(before.kept);
});

test("an answer grows while it comes in; nobody waits any more, and the vendor's call ends within 100 ms, charged", async () => {
  const took: number[] = [];
  for (let round = 1; round <= 3; round += 1) {
    await line.openai.misbehave("stalled-stream");
    const id = await order();
    await eventually(async () =>
      expect((await look(id)).partial).toMatchObject({ industry: expect.any(Object) }),
    );
    const goneAt = performance.now();
    await stopOrderedAsks(line.database, [id]);
    await eventually(
      async () => expect((await line.openai.usage())[testModel]?.hungUp).toBe(round),
      { everyMs: 2 },
    );
    took.push(performance.now() - goneAt);
    const ask = await hasEnded(id);
    expect(ask).toMatchObject({ state: "cancelled", answer: null, partial: null });
    // Nobody knows what the vendor bills.
    expect(ask.usage?.heldNanoUsd).toBeGreaterThan(0);
    expect(ask.usage?.heldNanoUsd).toBe(ask.usage?.chargedNanoUsd);
  }
  const [, median = 0] = took.toSorted((a, b) => a - b);
  expect(median).toBeLessThan(100);
});

test("a bad answer is repaired once, and the whole one is told", async () => {
  await line.openai.misbehave("prose");
  const ask = await hasEnded(await order());
  expect(ask).toMatchObject({ state: "answered", usage: { attempts: 2 } });
});

test("what must not be asked is refused at once, with the reason, and nothing is sent", async () => {
  const calls = await callsOf();
  const refused = async (given: Partial<NewOrderedAsk>) =>
    (await hasEnded(await order(given))).problem;
  expect(await refused({ model: "openai/gpt-9" })).toEqual({
    code: "request_invalid",
    detail: `openai/gpt-9 is not in the route of company-profile: name one of openai/${testModel}`,
  });
  expect(await refused({ ref: { ...ref, id: "none" } })).toMatchObject({ code: "not_found" });
  expect(await refused({ definitionHash: "none" })).toMatchObject({ code: "request_invalid" });
  const held = { scope: "connection", target: "hubspot" } as const;
  await placeHold(line.database, { ...held, action: "paused", heldBy: "ana", why: "audit" });
  await eventually(async () =>
    expect(await refused({})).toMatchObject({
      code: "held",
      detail: expect.stringMatching(/ana.*audit/),
    }),
  );
  await liftHold(line.database, held);
  await eventually(async () => expect(await refused({})).toBeNull());
  expect(await callsOf()).toBeLessThan(calls + 10);
});

test("a preview that its day's budget has no room for is refused, and says until when", async () => {
  const [used] = await spent();
  await setBudgets(line.database, [
    { of: "total", per: "once", limitNanoUsd: 10n ** 12n },
    { of: "purpose", name: "preview", per: "day", limitNanoUsd: BigInt(used?.charged ?? 0) },
  ]);
  const calls = await callsOf();
  const { problem } = await hasEnded(await order());
  const scope = used?.scope ?? "";
  const until = new Date(`${scope.slice(-10)}T00:00:00Z`);
  until.setUTCDate(until.getUTCDate() + 1);
  expect(problem).toMatchObject({
    code: "budget_exhausted",
    budget: { scope, until: until.toISOString() },
    detail: expect.stringContaining(scope),
  });
  expect(await callsOf()).toBe(calls);
  await setBudgets(line.database, [{ of: "total", per: "once", limitNanoUsd: 10n ** 12n }]);
});

test("what an enricher had that was killed ends with that, and is not asked again by itself", async () => {
  const calls = await callsOf();
  // In the transaction that stores it, so that nobody else takes it.
  const id = await line.database.transaction(async (tx) => {
    const enrichment = line.enrichments[0];
    const ask = randomUUID();
    await placeOrderedAsks(tx, [
      {
        ...{ id: ask, purpose: "preview", backfillId: null, ref, enrichment: "company-profile" },
        ...{ definitionHash: enrichment?.hash ?? "", model: null, orderedBy: "ann" },
        ...{ watchedForMs: 60_000, keptForMs: 60_000 },
      },
    ]);
    const claimed = await claimOrderedAsks(
      tx,
      { token: randomUUID(), leaseMs: 1 },
      { purpose: "preview", limit: 1 },
    );
    expect(claimed.map((one) => one.id)).toEqual([ask]);
    return ask;
  });
  const ask = await hasEnded(id);
  expect(ask).toMatchObject({
    state: "failed",
    problem: { code: "lease_lost", detail: expect.stringContaining("has died") },
  });
  expect(await callsOf()).toBe(calls);
});
