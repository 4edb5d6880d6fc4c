import type {
  AnsweredOutputs,
  CallPurpose,
  FieldValues,
  HeldBy,
  Reason,
  RecordRef,
  Wanter,
  WorkState,
  WriteDecisionKind,
  WriteOrderKind,
} from "@fieldwork/contracts";
import { heldDetailSql, isHeldSql } from "../holds/hold-sql.ts";
import { reasonSql } from "../reasons.ts";
import { titleSql } from "./lists/record-title.ts";
import type { Reader } from "./reader.ts";

/** Everything that is known of one record, from the change to the write. */
export interface Trail {
  record: TrailRecord;
  work: TrailWork[];
  ledger: TrailLedger[];
  ownerChanges: TrailOwnerChange[];
  /** Holds over models: which of them a record waits for is known only as it is asked. */
  modelHolds: HeldBy[];
}

export interface TrailRecord {
  ref: RecordRef;
  vendorAt: Date;
  /** When the read that brought it began. */
  readAt: Date;
  changedAt: Date;
  contentHash: string;
  deleted: boolean;
  /** What people call it; null if no field says. */
  title: string | null;
  fields: FieldValues;
  /** As the last read saw them. */
  outputs: FieldValues;
  traceparent: string | null;
}

export interface TrailWork {
  workId: string;
  enrichment: string;
  state: WorkState;
  reason: Reason | null;
  wantedGeneration: number;
  runningGeneration: number | null;
  inputHash: string;
  fingerprint: string | null;
  reused: boolean;
  failures: number;
  lane: string | null;
  laneClosedUntil: Date | null;
  /** The hold that it waits for to be lifted. */
  hold: HeldBy | null;
  wantedAt: Date;
  /** Null: not before the CRM shows us what it needs. */
  dueAt: Date | null;
  finishedAt: Date | null;
  traceparent: string | null;
  answer: TrailAnswer | null;
  calls: TrailCall[];
  /** What people and runs ordered for its fields. */
  orders: TrailOrder[];
  /** Of its answers and its orders. */
  decisions: TrailDecision[];
  /** Of its fields those whose answer waits for a person. */
  reviews: TrailReview[];
  intents: TrailIntent[];
}

export interface TrailAnswer {
  id: string;
  promptVersion: string;
  /** Null: from before definitions were released. */
  definitionHash: string | null;
  provider: string | null;
  model: string | null;
  outputs: AnsweredOutputs | null;
  costNanoUsd: string | null;
  answeredAt: string | null;
  /** Whose call was paid. */
  paidByWorkId: string;
}

export interface PassedOver {
  model: string;
  why: string;
}

export interface TrailCall {
  purpose: CallPurpose;
  attempt: number;
  kind: string;
  provider: string;
  model: string;
  outcome: string | null;
  /** A person has freed what was held for it. */
  isReleased: boolean;
  /** Which fields left, where to, and what was masked by which definition; null of older calls. */
  sent: { fields: string[]; region: string | null; policy: string | null } | null;
  /** Models of the route that were not asked, as `provider/model`, and why. */
  passedOver: PassedOver[] | null;
  reservedNanoUsd: string;
  costNanoUsd: string | null;
  startedAt: string;
}

export interface TrailOrder {
  id: string;
  kind: WriteOrderKind;
  field: string;
  value: string | null;
  by: string;
  /** The run that it belongs to. */
  run: Wanter | null;
  state: string;
  /** Why it waits, or ended as it did. */
  reason: Reason | null;
  orderedAt: string;
  finishedAt: string | null;
}

export interface TrailDecision {
  generation: number;
  field: string;
  decision: WriteDecisionKind;
  reason: Reason;
  liveValue: string | null;
  answerValue: string | null;
  decidedAt: string;
}

export interface TrailReview {
  field: string;
  generation: number;
  reason: Reason;
  openedAt: string;
}

export interface TrailIntent {
  field: string;
  state: string;
  beforeValue: string | null;
  afterValue: string | null;
  /** Why it came to nothing. */
  reason: Reason | null;
  openedAt: string;
  closedAt: string | null;
}

export interface TrailLedger {
  field: string;
  owner: string;
  value: string | null;
  /** The answer that was written last. */
  answerId: string | null;
  recordedAt: Date;
}

export interface TrailOwnerChange {
  field: string;
  fromOwner: string | null;
  toOwner: string;
  value: string | null;
  noticedAt: Date;
}

/** The records that one of these ids may mean, over all connections and objects. */
export async function findRefsById(
  reader: Pick<Reader, "query">,
  ids: readonly string[],
): Promise<RecordRef[]> {
  return reader.query<RecordRef>(
    "select connection, object, record_id as id from record where record_id = any($1) order by 1, 2",
    [ids],
  );
}

/** Undefined for a record that no read has brought yet. */
export async function findTrail(
  reader: Pick<Reader, "query">,
  ref: RecordRef,
): Promise<Trail | undefined> {
  const key = [ref.connection, ref.object, ref.id];
  const [record] = await reader.query<Omit<TrailRecord, "ref">>(
    `select vendor_at as "vendorAt", read_at as "readAt", changed_at as "changedAt", content_hash as "contentHash",
       deleted, fields, outputs, ${titleSql("record")} as title, traceparent
     from record where connection = $1 and object = $2 and record_id = $3`,
    key,
  );
  if (record === undefined) return undefined;
  const [work, ledger, ownerChanges, modelHolds] = await Promise.all([
    reader.query<TrailWork>(workQuery(), key),
    reader.query<TrailLedger>(
      `select field, owner, value, answer_id as "answerId", settled_at as "recordedAt" from field_ledger
       where connection = $1 and object = $2 and record_id = $3 order by field`,
      key,
    ),
    reader.query<TrailOwnerChange>(
      `select field, from_owner as "fromOwner", to_owner as "toOwner", value, noticed_at as "noticedAt"
       from owner_change where connection = $1 and object = $2 and record_id = $3 order by id`,
      key,
    ),
    reader.query<HeldBy>(
      `select scope, target, action, held_by as by, why from hold where scope = 'model' order by epoch`,
    ),
  ]);
  return { record: { ref, ...record }, work, ledger, ownerChanges, modelHolds };
}

/** Orders that were placed for a work's fields. */
const isForWork =
  "(o.record_id, o.connection, o.object, o.enrichment) = (w.record_id, w.connection, w.object, w.enrichment)";
/** A work's own, and theirs. */
const claimIds = `array(select w.id union all select o.id from write_order o where ${isForWork})`;

const workQuery = () => `
  select w.id as "workId", w.enrichment, w.state, ${reasonSql("w")} as reason, w.wanted_generation as "wantedGeneration",
    w.running_generation as "runningGeneration", w.wanted_hash as "inputHash", w.fingerprint, w.reused,
    w.failures, w.lane, l.closed_until as "laneClosedUntil",
    case when ${isHeldSql("w")} then ${heldDetailSql("w")}->'hold' end as hold, w.wanted_at as "wantedAt",
    case when isfinite(w.due_at) then w.due_at end as "dueAt",
    w.settled_at as "finishedAt", w.traceparent,
    (select jsonb_build_object('id', a.id::text, 'promptVersion', a.prompt_version, 'definitionHash', a.definition_hash, 'provider', a.provider, 'model', a.model,
       'outputs', a.outputs, 'costNanoUsd', a.cost_nano_usd::text, 'answeredAt', a.answered_at,
       'paidByWorkId', a.work_id::text)
     from answer a where a.fingerprint = w.fingerprint and a.replaced_at is null and a.state = 'answered') as answer,
    coalesce((select jsonb_agg(jsonb_build_object('purpose', c.purpose, 'attempt', c.attempt, 'kind', c.kind, 'provider', c.provider,
       'model', c.model, 'outcome', c.outcome, 'isReleased', c.released_at is not null,
       'sent', case when c.sent_fields is not null then jsonb_build_object('fields', c.sent_fields,
         'region', c.sent_region, 'policy', c.sent_policy) end, 'passedOver', c.passed_over,
       'reservedNanoUsd', c.reserved_nano_usd::text,
       'costNanoUsd', c.cost_nano_usd::text, 'startedAt', c.started_at) order by c.started_at, c.attempt)
     from model_call c where c.work_id = w.id), '[]') as calls,
    coalesce((select jsonb_agg(jsonb_build_object('id', o.id::text, 'kind', o.kind, 'field', o.field, 'value', o.value,
       'by', o.ordered_by, 'run', o.wanted_by[1], 'state', o.state, 'reason', ${reasonSql("o")},
       'orderedAt', o.ordered_at, 'finishedAt', o.settled_at) order by o.ordered_at, o.id)
     from write_order o where ${isForWork}), '[]') as orders,
    coalesce((select jsonb_agg(jsonb_build_object('generation', d.generation, 'field', d.field,
       'decision', d.decision, 'reason', ${reasonSql("d")}, 'liveValue', d.live_value, 'answerValue', d.answer_value,
       'decidedAt', d.decided_at) order by d.id)
     from write_decision d where d.work_id = any(${claimIds})), '[]') as decisions,
    coalesce((select jsonb_agg(jsonb_build_object('field', v.field, 'generation', v.generation,
       'reason', ${reasonSql("v")}, 'openedAt', v.opened_at) order by v.opened_at, v.field)
     from review v where v.work_id = w.id and v.closed_at is null), '[]') as reviews,
    coalesce((select jsonb_agg(jsonb_build_object('field', i.field, 'state', i.state,
       'beforeValue', i.before_value, 'afterValue', i.after_value, 'reason', ${reasonSql("i")},
       'openedAt', i.opened_at, 'closedAt', i.settled_at) order by i.id)
     from write_intent i
     where (i.record_id, i.connection, i.object) = (w.record_id, w.connection, w.object)
       and i.work_id = any(${claimIds})), '[]') as intents
  from work w left join lane l on l.name = w.lane and (l.closed_until > now() or l.needs_check)
  where w.connection = $1 and w.object = $2 and w.record_id = $3
  order by w.enrichment`;
