import type { CrmRecord } from "@fieldwork/contracts";
import { CrmError, type CrmErrorOptions, type FieldWriteResult } from "@fieldwork/crm";
import type { Enrichment } from "@fieldwork/enrichments";
import { messageShape } from "@fieldwork/runtime";
import type { ClaimedWrite, WriteRest } from "@fieldwork/store";
import type { SentWrite } from "./batch.ts";
import type { DecidedField, WritePlan } from "./plan-writes.ts";

export { describedField, ledgerOf } from "@fieldwork/write-rules/testing";

/** Building blocks for the tests of the writer's decisions. */

const rested: WriteRest = { kind: null, rests: 0, doubt: 0, since: null };

export function claimOf(id: string, overrides: Partial<ClaimedWrite> = {}): ClaimedWrite {
  return {
    workId: id,
    token: `token ${id}`,
    generation: 1,
    recordId: id,
    parentId: null,
    enrichment: "profile",
    definitionHash: "d1",
    wantedBy: ["live"],
    order: null,
    fingerprint: "f",
    answerId: "1",
    outputs: { industry: { value: "Energy", confidence: 1, evidence: "energy" } },
    model: "baseline/tf-idf",
    answeredAt: new Date("2026-03-01T10:00:00Z"),
    inputHash: "h1",
    failures: 0,
    rest: rested,
    traceparent: null,
    ...overrides,
  };
}

export function recordOf(id: string, outputs: CrmRecord["outputs"]): CrmRecord {
  return {
    ref: { connection: "hubspot", object: "company", id },
    version: { vendorAt: "2026-01-01T00:00:00.000Z", contentHash: "c" },
    fields: {},
    outputs,
  };
}

export const profile: Enrichment = {
  name: "profile",
  description: "Industry of a company",
  object: "company",
  inputs: [{ field: "description", required: true, maxChars: 4000 }],
  outputs: [
    {
      name: "industry",
      field: "ai_industry",
      label: "AI industry",
      type: "text",
      maxChars: 100,
      policy: "own-or-empty",
      reviewBelow: 0,
    },
  ],
  route: ["baseline/tf-idf"],
  maxOutputTokens: 100,
  prompt: "Classify.",
  hash: "d1",
  promptVersion: "v1",
  examples: [],
  cases: [],
};

export function decidedWrite(claim: ClaimedWrite): DecidedField {
  const decision = {
    kind: "write",
    reason: { code: "field-empty", detail: null },
    after: "Energy",
    before: null,
    beforeOwner: null,
    afterOwner: "fieldwork",
    withdraws: null,
  } as const;
  return {
    ...{ claim, decision },
    field: "ai_industry",
    live: null,
    answer: "Energy",
    ledger: undefined,
  };
}

/** A batch in which each answer has one field to write. */
export function planToWrite(claims: readonly ClaimedWrite[]): WritePlan {
  return { decided: claims.map(decidedWrite), ended: [], waiting: [] };
}

export function sentFor(claim: ClaimedWrite, result: FieldWriteResult): SentWrite {
  return {
    result,
    intents: [
      {
        id: `intent ${claim.workId}`,
        isResent: false,
        ref: { connection: "hubspot", object: "company", id: claim.recordId },
        field: "ai_industry",
        beforeValue: null,
        beforeOwner: null,
        afterValue: "Energy",
        workId: claim.workId,
        token: claim.token,
        generation: claim.generation,
        fingerprint: claim.fingerprint,
        answerId: claim.answerId,
        afterOwner: "fieldwork",
        withdraws: null,
        seenRecordedAt: null,
        wantedBy: claim.wantedBy,
      },
    ],
  };
}

export const written: FieldWriteResult = { kind: "written" };

export function refusedBy(
  message: string,
  options: Partial<CrmErrorOptions> = {},
): FieldWriteResult {
  const error = new CrmError(message, {
    ...{ reason: "refused-record", outcome: "rejected" },
    signature: `item RULE ${messageShape(message)}`,
    ...options,
  });
  return { kind: "refused", error };
}

export function lockedOut(): FieldWriteResult {
  return refusedBy("the record is locked", { reason: "locked", signature: "423" });
}

export function unknownOutcome(options: Partial<CrmErrorOptions> = {}): FieldWriteResult {
  const error = new CrmError("the write was sent and no answer came", {
    ...{ reason: "unanswered", outcome: "unknown" },
    ...options,
  });
  return { kind: "unknown", error };
}
