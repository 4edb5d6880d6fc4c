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
import { titleSql } from "./lists/record-title.ts";
import type { Reader } from "./reader.ts";
import { trailWorkSql } from "./trail-sql.ts";

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
    reader.query<TrailWork>(trailWorkSql(), key),
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
