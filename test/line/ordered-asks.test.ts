import { randomUUID } from "node:crypto";
import { apiConfig, createApiService } from "@fieldwork/api";
import type { RecordRef } from "@fieldwork/contracts";
import type { PreviewEvent } from "@fieldwork/contracts/api";
import { type Client, createClient } from "@fieldwork/contracts/client";
import { loadConfig } from "@fieldwork/runtime";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { liftHold, placeHold, setBudgets } from "@fieldwork/store";
import {
  claimOrderedAsks,
  findOrderedAsks,
  type NewOrderedAsk,
  type OrderedAsk,
  placeOrderedAsks,
} from "@fieldwork/store/ordered-asks";
import { createReader } from "@fieldwork/store/reading";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestLine, type TestLine, testModel } from "../support/test-line.ts";

let line: TestLine;
let ref: RecordRef;
let client: Client;
let close: () => Promise<void>;

const description = "Solberg sells electricity from wind farms to households.";
const tables = ["answer", "work", "write_intent", "write_order", "review"] as const;

beforeAll(async () => {
  line = await createTestLine();
  const others = ["Alm", "Bjork", "Ceder", "Dalen"].map((name) => ({
    name: `${name} AB`,
    description: `${name} builds software for hospitals and schools.`,
  }));
  const [id = ""] = await line.hubspot.create("companies", [
    { name: "Solberg AB", description },
    ...others,
  ]);
  ref = { connection: "hubspot", object: "company", id };
  await line.drained();
  const { database, databaseUrl: connectionString } = line;
  const reader = createReader({ connectionString, max: 1, applicationName: "test" });
  const token = "fwt_local";
  const api = createApiService({
    config: loadConfig(apiConfig, { API_PORT: "0" }),
    ...{ database, reader, host: "127.0.0.1", logDays: 7, localToken: token },
    logger: testLogger(),
  });
  await api.start();
  client = createClient({ url: `http://127.0.0.1:${api.port()}`, token });
  close = async () => {
    await api.stop();
    await reader.stop();
  };
});

afterAll(async () => {
  await close?.();
  await line?.stop();
});

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

const asked = () => ({ enrichment: "company-profile", connection: ref.connection, record: ref.id });

async function preview(body: { model?: string } = {}): Promise<PreviewEvent[]> {
  const events: PreviewEvent[] = [];
  for await (const event of client.stream("preview.ask", { body: { ...asked(), ...body } }))
    events.push(event);
  return events;
}

const hasEnded = (id: string) =>
  eventually(async () => {
    const ask = await look(id);
    expect(["answered", "failed", "cancelled"]).toContain(ask.state);
    return ask;
  });

async function until(stream: AsyncIterator<PreviewEvent>, name: string): Promise<PreviewEvent> {
  for (;;) {
    const { value, done } = await stream.next();
    if (done) throw new Error(`there was no ${name}`);
    if (value.event === name) return value;
  }
}

async function newest(): Promise<string> {
  const [ask] = await line.database.query<{ id: string }>(
    "select id from ordered_ask order by ordered_at desc limit 1",
  );
  return ask?.id ?? "";
}

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

test("over HTTP it is a stream, with what a write would do to what stands there today", async () => {
  const before = await kept();
  const events = await preview();
  expect(events.map(({ event }) => event)).toEqual(
    expect.arrayContaining(["prompt", "final", "usage"]),
  );
  expect(events[0]?.event).toBe("prompt");
  expect(events.slice(-2)).toMatchObject([
    {
      event: "final",
      data: {
        fields: expect.arrayContaining([
          expect.objectContaining({
            ...{ output: "industry", field: "ai_industry", value: expect.any(String) },
            ...{
              today: expect.any(String),
              place: expect.objectContaining({ field: "description" }),
            },
            decision: {
              ...{ kind: "unchanged", code: "value-stands", needsReview: false },
              text: expect.stringMatching(/\w/),
            },
          }),
        ]),
      },
    },
    { event: "usage", data: { provider: "openai", attempts: 1 } },
  ]);
  expect(await preview({ model: "openai/gpt-9" })).toMatchObject([
    { event: "problem", data: { status: 400, code: "request_invalid" } },
  ]);
  const orders = await line.database.query(
    "select actor_name, subject from audit where order_name = 'preview.ask'",
  );
  expect(orders).toHaveLength(2);
  expect(orders[0]).toMatchObject({ subject: `records/hubspot/company/${ref.id}` });
  for (const wrong of [{ enrichment: "none" }, { record: "none" }, { connection: "none" }]) {
    const stream = client.stream("preview.ask", { body: { ...asked(), ...wrong } });
    await expect(stream.next()).rejects.toMatchObject({ name: "ProblemError" });
  }
  expect(await kept()).toEqual(before);
});

test("models-11: an answer grows while it comes in; nobody waits any more, and the vendor's call ends within 100 ms, charged", async () => {
  const looks: number[] = [];
  for (let round = 1; round <= 3; round += 1) {
    let looked = 0;
    await line.openai.misbehave("stalled-stream");
    const stream = client.stream("preview.ask", { body: asked() });
    const grown = await until(stream, "partial");
    expect(grown).toMatchObject({ data: { industry: expect.any(Object) } });
    await stream.return(undefined);
    await eventually(
      async () => {
        looked += 1;
        expect((await line.openai.usage())[testModel]?.hungUp).toBe(round);
      },
      { everyMs: 2 },
    );
    looks.push(looked);
    const ask = await hasEnded(await newest());
    expect(ask).toMatchObject({ state: "cancelled", answer: null, partial: null });
    // Nobody knows what the vendor bills.
    expect(ask.usage?.heldNanoUsd).toBeGreaterThan(0);
    expect(ask.usage?.heldNanoUsd).toBe(ask.usage?.chargedNanoUsd);
  }
  const [, median = 0] = looks.toSorted((a, b) => a - b);
  // Looks of 2 ms each; on a busy machine they take longer, as the call's end does.
  expect(median).toBeLessThan(50);
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

/** Of samples always one: which there are is known two seconds late. */
function budgets(previewNanoUsd: bigint) {
  const daily = { of: "purpose", per: "day" } as const;
  return [
    { of: "total", per: "once", limitNanoUsd: 10n ** 12n } as const,
    { ...daily, name: "preview", limitNanoUsd: previewNanoUsd },
    { ...daily, name: "sample", limitNanoUsd: 10n ** 12n },
  ];
}

test("a preview that its day's budget has no room for is refused, and says until when", async () => {
  const [used] = await spent();
  await setBudgets(line.database, budgets(BigInt(used?.charged ?? 0)));
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
  await setBudgets(line.database, budgets(10n ** 12n));
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

test("a sample asks about records of a backfill at random, beside today's values, and writes nothing", async () => {
  const before = { kept: await kept(), calls: await callsOf() };
  const { id } = await client.call("backfills.create", {
    body: { enrichment: "company-profile", connection: "hubspot" },
  });
  const params = { id };
  const sample = () => client.call("samples.show", { params, query: {} });
  expect(await client.call("samples.ask", { params, body: { size: 3 } })).toEqual({ asked: 3 });
  const { members } = await eventually(async () => {
    const now = await sample();
    expect(now.figures).toMatchObject({ asked: 3, answered: 3, failed: 0, open: 0 });
    return now;
  });
  expect(await callsOf()).toBe(before.calls + 3);
  expect(members[0]?.fields.find(({ field }) => field === "ai_industry")).toMatchObject({
    ...{ value: expect.any(String), today: expect.any(String) },
    decision: { kind: "unchanged", code: "value-stands" },
  });
  // The others, once more than there are; no record is asked twice.
  expect(await client.call("samples.ask", { params, body: { size: 10 } })).toEqual({ asked: 2 });
  const { figures } = await eventually(async () => {
    const now = await sample();
    expect(now.figures.answered).toBe(5);
    return now;
  });
  expect(new Set(figures.calls.map(({ recordId }) => recordId)).size).toBe(5);
  expect(figures.calls[0]).toMatchObject({ outputTokens: expect.any(Number) });
  expect(figures.fields).toContainEqual(
    expect.objectContaining({ field: "ai_industry", unchanged: 5, created: 0, changed: 0 }),
  );
  expect((await spent()).find(({ scope }) => scope.startsWith("purpose:sample"))?.charged).toBe(
    String(figures.spentNanoUsd),
  );
  const refused = async (body: object) =>
    client.call("samples.ask", { params, body }).then(
      () => expect.unreachable(),
      ({ problem }) => problem.detail,
    );
  expect(await refused({ size: 5 })).toMatch(/no record left/);
  expect(await refused({ size: 46 })).toMatch(/50 records at most, and this one has 5/);
  const held = { scope: "enrichment", target: "company-profile" } as const;
  await placeHold(line.database, { ...held, action: "paused", heldBy: "ana", why: "audit" });
  expect(await refused({ size: 1 })).toMatch(/ana/);
  await liftHold(line.database, held);
  expect(await kept()).toEqual(before.kept);
});
