import type { CallPurpose, RecordRef } from "@fieldwork/contracts";
import type { List } from "../list.ts";
import { refSql, titleSql } from "./record-title.ts";

export interface CallRow {
  callId: string;
  attempt: number;
  purpose: CallPurpose;
  kind: string;
  provider: string;
  model: string;
  /** Null while it is not known. */
  outcome: string | null;
  reservedNanoUsd: string;
  /** Null while it is not known: then the reservation stays charged. */
  costNanoUsd: string | null;
  usage: object | null;
  /** A person has freed what was held for it. */
  isReleased: boolean;
  /** Which fields left; null of older calls. */
  sentFields: string[] | null;
  /** Where its vendor stores it; null if nobody has said. */
  sentRegion: string | null;
  /** What was masked, and by which definition. */
  sentPolicy: string | null;
  startedAt: Date;
  settledAt: Date | null;
  /** For which record; null for a call that serves none. */
  workId: string | null;
  ref: RecordRef | null;
  title: string | null;
  enrichment: string | null;
}

const common = {
  table: "model_call",
  key: [
    { sql: "started_at", type: "timestamptz" },
    { sql: "call_id", type: "text" },
    { sql: "attempt", type: "int" },
  ],
  order: "descending",
  primaryKey: ["call_id", "attempt"],
  columns: `call_id as "callId", attempt, t.purpose, t.kind, t.provider, t.model, t.outcome,
    t.reserved_nano_usd::text as "reservedNanoUsd", t.cost_nano_usd::text as "costNanoUsd", t.usage,
    t.released_at is not null as "isReleased", t.sent_fields as "sentFields",
    t.sent_region as "sentRegion", t.sent_policy as "sentPolicy", t.started_at as "startedAt", t.settled_at as "settledAt",
    t.work_id as "workId", case when w.id is not null then ${refSql("w")} end as ref,
    ${titleSql("r")} as title, w.enrichment`,
  joins: `left join work as w on w.id = t.work_id
    left join record as r on (r.record_id, r.connection, r.object) = (w.record_id, w.connection, w.object)`,
} as const;

/** Every attempt at a model, the last first. */
export const calls: List<CallRow, "provider" | "model"> = {
  ...common,
  name: "calls",
  groups: [
    { sql: "provider", filter: "provider" },
    { sql: "model", filter: "model" },
  ],
};

/** Those of which nothing is written: checks of what a vendor takes, samples, previews, evaluations. */
export const callsApart: List<CallRow, "purpose"> = {
  ...common,
  name: "calls-apart",
  where: "purpose <> 'work'",
  groups: [{ sql: "purpose", filter: "purpose" }],
};
