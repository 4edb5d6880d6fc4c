import {
  companionField,
  companionValue,
  type Provenance,
  type Reason,
  type WriteSafety,
} from "@fieldwork/contracts";
import type { FieldDescription, RecordToWrite } from "@fieldwork/crm";
import type { Enrichment } from "@fieldwork/enrichments";
import type { ClaimedWrite, LedgerEntry, OpenIntent } from "@fieldwork/store";
import {
  decideCompanion,
  decideField,
  type FieldDecision,
  liveValue,
  waitsForPerson,
} from "@fieldwork/write-rules";

export interface DecidedField {
  claim: ClaimedWrite;
  field: string;
  /** Undefined: hidden from us. */
  live: string | null | undefined;
  answer: string | null;
  decision: FieldDecision;
  /** The ledger's entry that the decision is based on. */
  ledger: LedgerEntry | undefined;
  /** Of a companion: the field of the value that it goes with. */
  goesWith?: string | undefined;
  /** As its definition says; undefined: as the connection does. */
  writes?: WriteSafety | undefined;
}

/** The definition under which an answer was asked, and is written. */
export type DefinitionOf = (claim: ClaimedWrite) => Enrichment | undefined;

export interface BatchSituation {
  claims: readonly ClaimedWrite[];
  live: readonly RecordToWrite[];
  ledger: readonly LedgerEntry[];
  intents: readonly OpenIntent[];
  descriptions: readonly FieldDescription[];
  definitionOf: DefinitionOf;
  isPreview: boolean;
}

export interface WritePlan {
  decided: DecidedField[];
  /** Work that ends without its fields being looked at. */
  ended: { claim: ClaimedWrite; reason: Reason }[];
  /** What would write under a parent that another batch writes under. */
  waiting: ClaimedWrite[];
}

/** Decides every output of every claimed answer. Pure. */
export function planWrites(situation: BatchSituation): WritePlan {
  const live = new Map(situation.live.map((record) => [record.ref.id, record]));
  const known: KnownFields = {
    ledger: new Map(situation.ledger.map((entry) => [fieldKey(entry), entry])),
    intents: Map.groupBy(situation.intents, fieldKey),
    descriptions: new Map(situation.descriptions.map((one) => [one.field, one])),
    ordered: new Set(situation.claims.flatMap(orderedField)),
    isPreview: situation.isPreview,
  };
  const plan: WritePlan = { decided: [], ended: [], waiting: [] };
  for (const claim of situation.claims) {
    const record = live.get(claim.recordId);
    const outputs = outputsOf(claim, situation.definitionOf);
    if (outputs === undefined) {
      const detail = { enrichment: claim.enrichment };
      plan.ended.push({ claim, reason: { code: "enrichment-undefined", detail } });
    } else if (record === undefined) {
      plan.ended.push({ claim, reason: { code: "record-gone", detail: null } });
    } else {
      for (const output of outputs) {
        const decided = decideOutput({ claim, record, output }, known);
        plan.decided.push(decided, ...decideCompanions({ decided, record, output }, known));
      }
    }
  }
  return plan;
}

type DecidedOutput = Pick<
  Enrichment["outputs"][number],
  "name" | "type" | "field" | "policy" | "reviewBelow" | "conflicts" | "companions" | "writes"
>;

/** What has to be decided for a claim: an order's field, or all outputs of an answer. */
function outputsOf(
  claim: ClaimedWrite,
  definitionOf: DefinitionOf,
): readonly DecidedOutput[] | undefined {
  const { order } = claim;
  const outputs = definitionOf(claim)?.outputs;
  if (order === null) return outputs;
  const { field } = order;
  const {
    name = field,
    companions,
    writes,
  } = outputs?.find((output) => output.field === field) ?? {};
  return [{ name, field, type: "text", policy: "always", reviewBelow: 0, companions, writes }];
}

function orderedField({ order, recordId }: ClaimedWrite): string[] {
  return order ? [fieldKey({ recordId, field: order.field })] : [];
}

interface KnownFields {
  ledger: ReadonlyMap<string, LedgerEntry>;
  intents: ReadonlyMap<string, readonly OpenIntent[]>;
  descriptions: ReadonlyMap<string, FieldDescription>;
  /** Fields for which there are orders of their own. */
  ordered: ReadonlySet<string>;
  isPreview: boolean;
}

function decideOutput(
  {
    claim,
    record,
    output: { name, field, type, policy, reviewBelow, conflicts, writes },
  }: { claim: ClaimedWrite; record: RecordToWrite; output: DecidedOutput },
  known: KnownFields,
): DecidedField {
  const key = fieldKey({ recordId: claim.recordId, field });
  const answer = claim.outputs[name] ?? unanswered;
  const description = describedFor(record, known.descriptions.get(field));
  // What a preview shows is what will be written once the field exists.
  const isUncreated = known.isPreview && description?.exists === false;
  const live = isUncreated ? null : liveValue(record.outputs[field], description);
  const ledger = known.ledger.get(key);
  const decision = decideField({
    ...{ order: claim.order, answer, type, policy, reviewBelow, conflicts, live, ledger },
    fingerprint: claim.fingerprint,
    workId: claim.workId,
    generation: claim.generation,
    intents: known.intents.get(key) ?? [],
    description: isUncreated ? undefined : description,
  });
  const wanted = claim.order ? claim.order.value : answer.value;
  return { claim, field, live, answer: wanted, decision, ledger, writes };
}

/** As the CRM describes the field, and what it takes in this record. */
function describedFor(
  { options }: RecordToWrite,
  description: FieldDescription | undefined,
): FieldDescription | undefined {
  const recordOptions = options?.[description?.field ?? ""];
  return description && recordOptions ? { ...description, recordOptions } : description;
}

/** What stands beside a value is written with it, and with nothing else. */
function decideCompanions(
  {
    decided: { claim, field, decision },
    record,
    output: { name, companions = [] },
  }: { decided: DecidedField; record: RecordToWrite; output: DecidedOutput },
  known: KnownFields,
): DecidedField[] {
  const isOfValue =
    decision.kind === "write" || (decision.kind === "unchanged" && decision.recovered);
  const provenance = isOfValue ? provenanceOf(claim, name) : undefined;
  if (provenance === undefined) return [];
  return companions.flatMap((kind): DecidedField[] => {
    const own = companionField(field, kind);
    const key = fieldKey({ recordId: claim.recordId, field: own });
    if (known.ordered.has(key)) return [];
    const description = known.descriptions.get(own);
    const [live, ledger] = [liveValue(record.outputs[own], description), known.ledger.get(key)];
    const value = companionValue(kind, provenance);
    const intents = known.intents.get(key) ?? [];
    const found = decideCompanion({ live, value, ledger, intents, description });
    if (found === undefined) return [];
    return [{ claim, field: own, live, answer: value, decision: found, ledger, goesWith: field }];
  });
}

/** Undefined for a write that needs none, such as an undo, which gives companions back by themselves. */
function provenanceOf(claim: ClaimedWrite, name: string): Provenance | undefined {
  const { order, model, answeredAt: at, inputHash, outputs, wantedBy } = claim;
  const confidence = outputs[name]?.confidence ?? null;
  if (order === null) return { source: model, confidence, at, inputHash };
  if (wantedBy.length > 0) return undefined;
  if (order.kind === "approve") return { source: model, confidence, at, inputHash };
  return order.kind === "correct"
    ? { source: "a person", confidence: null, at, inputHash: null }
    : undefined;
}

const unanswered = {
  value: null,
  confidence: 0,
  evidence: null,
  rejected: ["the answer has no value for this output"],
};

function fieldKey({ recordId, field }: { recordId: string; field: string }): string {
  return `${recordId}/${field}`;
}

/**
 * How the work of one answer ends, once its fields are decided and everything necessary is written. A
 * field that waits for a person does not hold back the others; it is reported if none was written.
 */
export function outcomeOf(fields: readonly DecidedField[]): {
  state: "written" | "skipped" | "review";
  reason: Reason | null;
} {
  if (fields.some(isWritten)) return { state: "written", reason: null };
  const waiting = fields.find(waitsForPerson);
  if (waiting) return { state: "review", reason: waiting.decision.reason };
  return { state: "skipped", reason: reasonOfAll(fields) };
}

/** The reason, if all outputs have the same one; otherwise the decision about each. */
function reasonOfAll(fields: readonly DecidedField[]): Reason {
  const codes = new Set(fields.map(({ decision }) => decision.reason.code));
  const [code] = codes;
  if (code !== undefined && codes.size === 1) return { code, detail: null };
  const decisions = [...new Set(fields.map(({ decision }) => decision.kind))];
  return { code: "nothing-to-write", detail: { decisions } };
}

function isWritten({ claim, decision, ledger }: DecidedField): boolean {
  if (decision.kind === "write") return true;
  if (decision.kind !== "unchanged") return false;
  // Written by an earlier attempt of the same answer.
  const isOfThisAnswer =
    ledger?.owner === "fieldwork" &&
    ledger.workId === claim.workId &&
    ledger.generation === claim.generation;
  return isOfThisAnswer || decision.recovered !== undefined;
}
