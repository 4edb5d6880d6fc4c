import type {
  AnsweredOutputs,
  Reason,
  RecordRef,
  Wanter,
  WorkState,
  WriteDecisionKind,
  WriteOrderKind,
} from "@fieldwork/contracts";
import type { FieldOwner } from "../ledger.ts";
import type { FieldOrder, OrderEnd, OrderOutcome } from "../write-orders.ts";
import { cursorAt, placeOf, scopeOf } from "./cursor.ts";
import type { Page } from "./read-list.ts";
import type { Reader } from "./reader.ts";
import { timelineSql } from "./timeline-sql.ts";

/** One thing that happened to a record; of which work or which order, where it was of one. */
export type TimelineEntry = {
  at: Date;
  workId: string | null;
  orderId: string | null;
  enrichment: string | null;
} & (
  | { kind: "changed"; what: { vendorAt: string; deleted: boolean } }
  | { kind: "wanted"; what: { generation: number; wantedBy: Wanter[] } }
  | { kind: "called"; what: TimelineCall }
  | { kind: "answered"; what: TimelineAnswer }
  | { kind: "ordered"; what: TimelineOrder }
  | { kind: "decided"; what: TimelineDecision }
  | { kind: "review-opened"; what: { field: string; value: string | null; reason: Reason } }
  | { kind: "review-closed"; what: { field: string; closedAs: string } }
  | { kind: "sent"; what: { field: string; before: string | null; after: string | null } }
  | { kind: "replied"; what: { field: string; state: string; reason: Reason | null } }
  | { kind: "ended"; what: { state: WorkState; reason: Reason | null } }
  | { kind: "order-ended"; what: TimelineOrderEnd }
  | { kind: "owner-changed"; what: TimelineOwnerChange }
);

export interface TimelineCall {
  attempt: number;
  kind: string;
  provider: string;
  model: string;
  /** Null while it is not known, as is what it cost. */
  outcome: string | null;
  costNanoUsd: string | null;
  reservedNanoUsd: string;
  /** Which fields left, where to, and what was masked by which definition; null of older calls. */
  sent: { fields: string[]; region: string | null; policy: string | null } | null;
}

export interface TimelineAnswer {
  answerId: string;
  provider: string | null;
  model: string | null;
  promptVersion: string;
  outputs: AnsweredOutputs | null;
  /** It was known and cost nothing. */
  reused: boolean;
}

export interface TimelineDecision {
  generation: number;
  field: string;
  decision: WriteDecisionKind;
  reason: Reason;
  liveValue: string | null;
  answerValue: string | null;
}

export interface TimelineOrder extends FieldOrder {
  by: string;
  /** The run that it belongs to. */
  run: Wanter | null;
}

export interface TimelineOrderEnd {
  kind: WriteOrderKind;
  field: string;
  state: OrderEnd["state"];
  reason: Reason | null;
  /** What the ledger said of the field from then on; null where the order changed nothing. */
  ledger: OrderOutcome | null;
}

export interface TimelineOwnerChange {
  field: string;
  from: FieldOwner | null;
  to: FieldOwner;
  value: string | null;
}

export interface TimelineRequest {
  cursor?: string | undefined;
  limit?: number;
}

const defaultEntries = 200;

/**
 * What happened to a record, the last first, over all its enrichments: its change, who wanted what, calls,
 * answers, orders, decisions, reviews, writes, manual edits. Its newest change only; of the others there are logs.
 *
 * @throws AppError `request_invalid` for a cursor of another record.
 */
export async function readTimeline(
  reader: Pick<Reader, "query">,
  ref: RecordRef,
  { cursor, limit = defaultEntries }: TimelineRequest = {},
): Promise<Omit<Page<TimelineEntry>, "previous">> {
  const scope = scopeOf(["timeline", ref.connection, ref.object, ref.id]);
  const place = cursor === undefined ? [] : placeOf(scope, cursor).key;
  const [at = null, rank = null, id = null] = place;
  const found = await reader.query<TimelineEntry & { cursorKey: string[] }>(timelineSql, [
    ...[ref.connection, ref.object, ref.id],
    ...[at, rank, id, limit + 1],
  ]);
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = found.length > limit && last !== undefined;
  return {
    rows: shown.map(({ cursorKey: _, ...entry }) => entry as unknown as TimelineEntry),
    next: hasMore ? cursorAt(scope, { key: last.cursorKey, towards: "next" }) : null,
  };
}
