import type { RecordRef } from "@fieldwork/contracts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { claimAnswers, releaseAnswers } from "../answers.ts";
import { openTestStore, type TestStore } from "../testing.ts";
import { keepCompanyKeys } from "./company-keys.ts";
import { keepCompanyLinks, orderCompanyLink } from "./links.ts";
import { claimSharedQuestions, type SharedAsk, type SharedQuestion } from "./shared-questions.ts";

let store: TestStore;
const token = "00000000-0000-4000-8000-000000000001";
const hub: RecordRef = { connection: "hub", object: "company", id: "1" };
const org: RecordRef = { connection: "org", object: "company", id: "2" };
const first: SharedAsk = { shareKey: "volvo", fingerprint: "hub asks", ref: hub };
const second: SharedAsk = { shareKey: "volvo", fingerprint: "org asks", ref: org };

beforeAll(async () => {
  store = await openTestStore();
  const at = "2026-01-01T00:00:00Z";
  const read = { vendorAt: at, readAt: at, directReadAt: at, deleted: false };
  const keys = { domain: "volvo.com", nameKey: "volvo", facts: {} };
  await keepCompanyKeys(
    store.database,
    [hub, org].map((ref) => ({ ref, ...keys, ...read })),
  );
});

beforeEach(async () => {
  await store.database.query("truncate shared_question, company_link, answer");
  await keepCompanyLinks(store.database, {
    decided: [{ ref: org, other: hub, verdict: "linked", reason: "same-domain", evidence: {} }],
    of: [],
  });
});

afterAll(() => store.drop());

async function claimed(...asks: SharedAsk[]): Promise<SharedQuestion[]> {
  return claimSharedQuestions(store.database, { asks, graceMs: 5000 });
}

function ask({ fingerprint }: SharedAsk) {
  const asking = { fingerprint, token, workId: "1", enrichment: "company-profile" };
  const claim = { ...asking, promptVersion: "p", definitionHash: "h" };
  return claimAnswers(store.database, { claims: [claim], leaseMs: 60_000 });
}

function answer({ fingerprint }: SharedAsk) {
  return store.database.query(
    `insert into answer (fingerprint, state, enrichment, prompt_version, outputs, cost_nano_usd, answered_at)
     values ($1, 'answered', 'company-profile', 'p', '{}', 7, now())
     on conflict (fingerprint) where replaced_at is null do update set state = 'answered', outputs = '{}',
       cost_nano_usd = 7, answered_at = now()`,
    [fingerprint],
  );
}

const pass = (seconds: number) =>
  store.database.query(
    "update shared_question set claimed_at = claimed_at - $1 * interval '1 second'",
    [seconds],
  );

test("of linked records one asks for both; the other waits for its question, and then has its answer", async () => {
  expect(await claimed(first)).toEqual([{ kind: "own" }]);
  expect(await claimed(second)).toEqual([{ kind: "asked", fingerprint: null }]);
  await ask(first);
  expect(await claimed(second, first)).toEqual([
    { kind: "asked", fingerprint: "hub asks" },
    { kind: "own" },
  ]);
  await answer(first);
  expect(await claimed(second)).toMatchObject([
    { kind: "answered", fingerprint: "hub asks", outputs: {}, costNanoUsd: 7n },
  ]);
});

test("of both in one batch, or at one moment, exactly one asks", async () => {
  const together = await claimed(second, first);
  expect(together.filter(({ kind }) => kind === "own")).toHaveLength(1);
  for (let round = 0; round < 20; round++) {
    await store.database.query("truncate shared_question");
    const both = await Promise.all([claimed(first), claimed(second)]);
    expect(both.flat().filter(({ kind }) => kind === "own")).toHaveLength(1);
  }
});

test("a question that failed, or is held up, gives way to the other after a while, and never before", async () => {
  await claimed(first);
  await ask(first);
  await pass(60);
  expect(await claimed(second)).toEqual([{ kind: "asked", fingerprint: "hub asks" }]);
  await releaseAnswers(store.database, [{ fingerprint: "hub asks", token, turn: null }]);
  expect(await claimed(second)).toEqual([{ kind: "own" }]);
  expect(await claimed(first)).toEqual([{ kind: "asked", fingerprint: null }]);
  await pass(4);
  expect(await claimed(first)).toEqual([{ kind: "asked", fingerprint: null }]);
});

test("without a link, after a refusal, or with an answer of its own, a record asks for itself", async () => {
  await claimed(first);
  await answer(first);
  const stranger = { ...second, ref: { ...org, id: "3" }, fingerprint: "another asks" };
  expect(await claimed(stranger)).toEqual([{ kind: "own" }]);
  const refusal = { pair: [hub, org], ordered: "refused", by: "ann" } as const;
  await orderCompanyLink(store.database, refusal);
  expect(await claimed(second)).toEqual([{ kind: "own" }]);
  await orderCompanyLink(store.database, { ...refusal, ordered: "confirmed" });
  expect(await claimed(second)).toMatchObject([{ kind: "answered" }]);
  await answer(second);
  expect(await claimed(second)).toEqual([{ kind: "own" }]);
});
