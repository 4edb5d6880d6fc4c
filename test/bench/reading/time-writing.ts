import { randomUUID } from "node:crypto";
import {
  bookCalls,
  confirmIntents,
  type Database,
  keepPlan,
  openIntents,
  recordDecisions,
} from "@fieldwork/store";

const batchRows = 200;
const wantedBy = ["live"];

/** What the line writes of a record, in batches, as milliseconds for a thousand records: the median batch. */
export async function timeWriting(database: Database, batches: number): Promise<number> {
  const times: number[] = [];
  for (let batch = 0; batch < batches; batch++) {
    const startedAt = performance.now();
    await writeBatch(database);
    times.push(performance.now() - startedAt);
  }
  const sorted = times.toSorted((one, other) => one - other);
  return ((sorted[Math.floor(sorted.length / 2)] ?? 0) * 1000) / batchRows;
}

/** Drops every index that only the reading side needs. */
export async function dropReadingIndexes(database: Database): Promise<void> {
  const filters = await database.query<{ name: string }>(
    "select index_name as name from record_filter",
  );
  const listed = [
    ...["record_changed", "record_changed_within", "record_search", "work_settled", "work_dead"],
    ...["write_decision_listed", "model_call_listed", "model_call_apart", "field_ledger_listed"],
    ...["review_listed", "review_open"],
  ];
  for (const name of [...listed, ...filters.map(({ name }) => name)])
    await database.query(`drop index if exists ${name}`);
}

async function writeBatch(database: Database): Promise<void> {
  const now = new Date().toISOString();
  const refs = Array.from({ length: batchRows }, () => ({
    connection: "hubspot",
    object: "company" as const,
    id: randomUUID(),
  }));
  await keepPlan(database, {
    records: refs.map((ref) => ({
      ref,
      vendorAt: now,
      readAt: now,
      directReadAt: now,
      contentHash: ref.id,
      fields: { name: `Acme ${ref.id}`, domain: `${ref.id}.example`, country: "Japan" },
      outputs: {},
      deleted: false,
      traceparent: null,
    })),
    work: refs.map((ref) => ({
      ref,
      enrichment: "company-profile",
      inputHash: ref.id,
      wantedBy,
      state: "ready",
      reason: null,
      vendorAt: now,
      traceparent: null,
    })),
  });
  const token = randomUUID();
  const claimed = await database.query<{ id: string; record_id: string }>(
    `update work set state = 'writing', claim_token = $1, lease_until = now() + interval '1 minute',
       running_generation = 1, answered_at = now()
     where record_id = any($2) returning id, record_id`,
    [token, refs.map(({ id }) => id)],
  );
  await bookBatch(database, claimed);
  await finishBatch(database, claimed, token);
}

interface ClaimedRow {
  id: string;
  record_id: string;
}

async function bookBatch(database: Database, claimed: readonly ClaimedRow[]): Promise<void> {
  const calls = claimed.map(({ id }) => ({ callId: randomUUID(), attempt: 1, workId: id }));
  await bookCalls(database, {
    reservations: calls.map((call) => ({
      ...call,
      purpose: "work",
      wantedBy,
      kind: "generate",
      provider: "openai",
      model: "small",
      scopes: ["total"],
      amountNanoUsd: 1000n,
    })),
    settlements: [],
  });
  await bookCalls(database, {
    reservations: [],
    settlements: calls.map(({ callId, attempt }) => ({
      callId,
      attempt,
      costNanoUsd: 500n,
      outcome: "answered",
      usage: { inputTokens: 900, outputTokens: 60 },
    })),
  });
}

async function finishBatch(
  database: Database,
  claimed: readonly ClaimedRow[],
  token: string,
): Promise<void> {
  const fields = claimed.flatMap(({ id, record_id }) =>
    ["ai_industry", "ai_summary"].map((field) => ({ workId: id, recordId: record_id, field })),
  );
  const intents = await openIntents(
    database,
    fields.map(({ workId, recordId, field }) => ({
      ref: { connection: "hubspot", object: "company" as const, id: recordId },
      field,
      beforeValue: null,
      beforeOwner: null,
      afterValue: "Energy",
      workId,
      wantedBy,
      token,
      generation: 1,
      fingerprint: recordId,
      ...{ answerId: null, afterOwner: "fieldwork" as const, withdraws: null },
      seenRecordedAt: null,
    })),
  );
  await confirmIntents(
    database,
    intents.map(({ id }) => id),
  );
  await recordDecisions(
    database,
    fields.map(({ workId, recordId, field }) => ({
      workId,
      wantedBy,
      generation: 1,
      field,
      decision: "write" as const,
      reason: { code: "field-empty" as const, detail: null },
      liveValue: null,
      answerValue: "Energy",
      fingerprint: recordId,
      traceparent: null,
      answerId: "1",
      opensReview: false,
    })),
  );
  await database.query(
    "update work set state = 'written', claim_token = null, settled_at = now() where id = any($1)",
    [claimed.map(({ id }) => id)],
  );
}
