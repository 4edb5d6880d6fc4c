import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claimAnswers, keepAnswers, releaseAnswers } from "./answers.ts";
import { claimWrites } from "./claim-writes.ts";
import type { Database } from "./database.ts";
import { recordDecisions } from "./decisions.ts";
import { confirmIntents, openIntents } from "./intents.ts";
import { findOwnership } from "./ledger.ts";
import { bookCalls } from "./model-calls.ts";
import { createPageCounts, openStaleSession, type StaleSession } from "./page-counts.ts";
import { fillStore } from "./testing.ts";
import { claimAsks, renewClaims } from "./work-asking.ts";
import { takeReady } from "./work-dispatch.ts";
import { findKnownRecords, keepPlan } from "./work-planning.ts";
import { endWrites } from "./work-writing.ts";

let stale: StaleSession;
let session: Database;

const scope = { connection: "hubspot", object: "company" } as const;
const enrichment = "company-profile";
const leaseMs = 60_000;
const batch = 10;
/** A new record has some ten entries in indexes, each two pages deep, and is looked at more than once. */
const maxPagesARecord = 40;

beforeAll(async () => {
  stale = await openStaleSession();
  ({ session } = stale);
});

afterAll(() => stale.close());

test("a statement of the line reads the rows that it is about, whatever else there is and however old its plan", async () => {
  // After five runs a session keeps a plan that is for any values.
  for (let round = 0; round < 7; round++) await passThrough(`empty-${round}`);
  const tables = ["record", "work", "answer", "model_call", "write_decision", "write_intent"];
  for (const table of [...tables, "field_ledger", "review"])
    await session.query(`delete from ${table}`);
  await fillStore(session, 20_000);
  const touched = await passThrough("full");
  const tooMany = Object.entries(touched).filter(([, pages]) => pages > maxPagesARecord * batch);
  expect(Object.fromEntries(tooMany)).toEqual({});
});

/** Takes ten records all the way through the line; the pages that each statement touched. */
async function passThrough(name: string): Promise<Record<string, number>> {
  const { touched, step } = createPageCounts(session);
  const refs = Array.from({ length: batch }, (_, n) => ({ ...scope, id: `${name}-${n}` }));
  const stamp = "2026-06-01T00:00:00.000Z";
  const planned = refs.map((ref) => ({
    ref,
    vendorAt: stamp,
    readAt: stamp,
    directReadAt: stamp,
    contentHash: ref.id,
    fields: { name: "Acme", description: ref.id },
    outputs: {},
    deleted: false,
    traceparent: null,
  }));
  const wanted = refs.map((ref) => ({
    ...{ ref, enrichment, inputHash: ref.id, wantedBy: ["live"] as const },
    ...{ state: "ready" as const, reason: null, vendorAt: stamp, traceparent: null },
  }));
  const plan = { records: planned, work: wanted };
  await step("keepPlan", (tx) => keepPlan(tx, plan));
  await step("findKnownRecords", (tx) =>
    findKnownRecords(
      tx,
      refs.map((ref) => ({ ref, enrichments: ["profile"], isWhole: true })),
    ),
  );
  await putFirst(name);
  const taken = await step("takeReady", (tx) =>
    takeReady(tx, {
      ...{ lane: "openai", enrichments: [enrichment], limit: batch },
      places: { live: batch, backfill: 0 },
    }),
  );
  const asks = await step("claimAsks", (tx) =>
    claimAsks(tx, {
      asks: taken.map((wakeUp) => ({ ...wakeUp, token: randomUUID() })),
      ...{ leaseMs, definitions: { [enrichment]: "d1" } },
    }),
  );
  expect(asks).toHaveLength(batch);
  const questions = asks.map(({ workId, token, ref }) => ({
    ...{ fingerprint: `f-${ref.connection}-${ref.id}`, token, workId },
    ...{ enrichment, promptVersion: "v1", definitionHash: "d1" },
  }));
  const claims = { claims: questions, leaseMs };
  await step("claimAnswers", (tx) => claimAnswers(tx, claims));
  await step("renewClaims", (tx) => renewClaims(tx, claims));
  await step("releaseAnswers", (tx) =>
    releaseAnswers(
      tx,
      questions.map((one) => ({ ...one, turn: { paid: true } })),
    ),
  );
  const calls = asks.map(({ workId, token }) => ({ callId: token, attempt: 1, workId }));
  await step("bookCalls", async (tx) => {
    const reservations = calls.map((call) => ({
      ...{ ...call, wantedBy: ["live"] as const, purpose: "work" as const, kind: "generate" },
      ...{ provider: "openai", model: "small", scopes: ["total"], amountNanoUsd: 10n },
    }));
    await bookCalls(tx, { reservations, settlements: [] });
    const usage = { inputTokens: 1 };
    const settlements = calls.map((call) => ({
      ...call,
      ...{ costNanoUsd: 5n, outcome: "answered", usage },
    }));
    await bookCalls(tx, { reservations: [], settlements });
  });
  await step("keepAnswers", (tx) =>
    keepAnswers(
      tx,
      questions.map((one) => ({
        ...one,
        paid: { ...one, provider: "openai", model: "small", outputs: {}, costNanoUsd: 5n },
      })),
    ),
  );
  await putFirst(name);
  const writes = await step("claimWrites", (tx) =>
    claimWrites(tx, {
      ...{ ...scope, limit: batch, maxBatch: batch, token: randomUUID(), leaseMs },
      withOrders: true,
    }),
  );
  expect(writes).toHaveLength(batch);
  await step("findOwnership", (tx) =>
    findOwnership(tx, { ...scope, recordIds: writes.map(({ recordId }) => recordId) }),
  );
  const intents = await step("openIntents", (tx) =>
    openIntents(
      tx,
      writes.map(({ workId, token, generation, fingerprint, answerId, recordId }) => ({
        ...{ ref: { ...scope, id: recordId }, field: "ai_industry", workId, token, generation },
        ...{ fingerprint, answerId, beforeValue: null, beforeOwner: null, afterValue: "Energy" },
        ...{ afterOwner: "fieldwork" as const, withdraws: null, wantedBy: ["live"] as const },
        seenRecordedAt: null,
      })),
    ),
  );
  await step("recordDecisions", (tx) =>
    recordDecisions(
      tx,
      writes.map(({ workId, generation, fingerprint, answerId }) => ({
        ...{ workId, generation, fingerprint, answerId, field: "ai_industry", traceparent: null },
        ...{ decision: "write" as const, reason: { code: "field-empty" as const, detail: null } },
        ...{
          liveValue: null,
          answerValue: "Energy",
          opensReview: false,
          wantedBy: ["live"] as const,
        },
      })),
    ),
  );
  await step("confirmIntents", (tx) =>
    confirmIntents(
      tx,
      intents.map(({ id }) => id),
    ),
  );
  await step("endWrites", (tx) =>
    endWrites(
      tx,
      writes.map((write) => ({ ...write, state: "written", reason: null })),
    ),
  );
  return touched;
}

/** The pass is to meet its own. */
async function putFirst(name: string): Promise<void> {
  await session.query("update work set due_at = '2020-01-01' where record_id like $1", [
    `${name}-%`,
  ]);
}
