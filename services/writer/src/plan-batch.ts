import type { CrmRecord } from "@fieldwork/contracts";
import type { FieldDescription } from "@fieldwork/crm";
import type { Enrichment } from "@fieldwork/enrichments";
import type { ClaimedWrite, LedgerEntry, OpenIntent } from "@fieldwork/store";
import { decideField, type FieldDecision } from "./plan-write.ts";

export interface DecidedField {
  claim: ClaimedWrite;
  field: string;
  live: string | null;
  answer: string | null;
  decision: FieldDecision;
  /** The ledger's entry that the decision rests on. */
  ledger: LedgerEntry | undefined;
}

export interface BatchSituation {
  claims: readonly ClaimedWrite[];
  live: readonly CrmRecord[];
  ledger: readonly LedgerEntry[];
  intents: readonly OpenIntent[];
  descriptions: readonly FieldDescription[];
  enrichments: ReadonlyMap<string, Enrichment>;
}

export interface BatchPlan {
  decided: DecidedField[];
  /** Work that ends without a look at its fields. */
  ended: { claim: ClaimedWrite; reason: string }[];
}

/** Decides every output of every claimed answer. Pure. */
export function planBatch(situation: BatchSituation): BatchPlan {
  const live = new Map(situation.live.map((record) => [record.ref.id, record]));
  const ledger = new Map(situation.ledger.map((entry) => [fieldKey(entry), entry]));
  const intents = Map.groupBy(situation.intents, fieldKey);
  const descriptions = new Map(situation.descriptions.map((one) => [one.field, one]));
  const plan: BatchPlan = { decided: [], ended: [] };
  for (const claim of situation.claims) {
    const enrichment = situation.enrichments.get(claim.enrichment);
    const record = live.get(claim.recordId);
    if (enrichment === undefined) {
      plan.ended.push({ claim, reason: `the enrichment ${claim.enrichment} is no longer defined` });
      continue;
    }
    if (record === undefined) {
      plan.ended.push({ claim, reason: "the record is gone from the CRM" });
      continue;
    }
    for (const output of enrichment.outputs) {
      const key = fieldKey({ recordId: claim.recordId, field: output.field });
      const answer = claim.outputs[output.name] ?? unanswered;
      const fieldLive = blankToNull(record.outputs[output.field]);
      const entry = ledger.get(key);
      const decision = decideField({
        answer,
        workId: claim.workId,
        generation: claim.generation,
        policy: output.policy,
        reviewBelow: output.reviewBelow,
        live: fieldLive,
        ledger: entry,
        intents: intents.get(key) ?? [],
        description: descriptions.get(output.field),
      });
      plan.decided.push({
        claim,
        field: output.field,
        live: fieldLive,
        answer: answer.value,
        decision,
        ledger: entry,
      });
    }
  }
  return plan;
}

const unanswered = {
  value: null,
  confidence: 0,
  evidence: null,
  blankReason: "the answer does not speak of this output",
};

function fieldKey({ recordId, field }: { recordId: string; field: string }): string {
  return `${recordId}/${field}`;
}

function blankToNull(value: string | null | undefined): string | null {
  return value == null || value.trim() === "" ? null : value;
}

/** How the work of one answer ends, once its fields are decided and what had to be written is written. */
export function outcomeOf(decisions: readonly FieldDecision[]): {
  state: "written" | "skipped" | "review";
  reason: string | null;
} {
  const waiting = decisions.find(
    ({ kind }) => kind === "low-confidence" || kind === "cannot-be-written",
  );
  if (waiting) return { state: "review", reason: waiting.reason };
  const isWritten = decisions.some(
    (decision) =>
      decision.kind === "write" ||
      (decision.kind === "unchanged" && decision.recovered !== undefined),
  );
  if (isWritten) return { state: "written", reason: null };
  const kinds = [...new Set(decisions.map(({ kind }) => kind))];
  return { state: "skipped", reason: kinds.join(", ") };
}
