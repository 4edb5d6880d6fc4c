import type { Reason, RecordRef, WorkClass, WorkState } from "@fieldwork/contracts";
import { reasonSql } from "../../reasons.ts";
import type { List } from "../list.ts";
import { refSql, titleSql } from "./record-title.ts";

export interface WorkRow {
  workId: string;
  ref: RecordRef;
  title: string | null;
  enrichment: string;
  state: WorkState;
  reason: Reason | null;
  class: WorkClass;
  lane: string | null;
  generation: number;
  failures: number;
  wantedAt: Date;
  /** Null: not before the CRM shows us what it needs. */
  dueAt: Date | null;
  finishedAt: Date | null;
}

const common = {
  table: "work",
  primaryKey: ["id"],
  columns: `t.id as "workId", ${refSql("t")} as ref, ${titleSql("r")} as title, t.enrichment, t.state,
    ${reasonSql("t")} as reason, t.class, t.lane, t.wanted_generation as generation, t.failures,
    t.wanted_at as "wantedAt", case when isfinite(t.due_at) then t.due_at end as "dueAt",
    t.settled_at as "finishedAt"`,
  joins: "left join record as r using (record_id, connection, object)",
} as const;

const dueFirst = [
  { sql: "due_at", type: "timestamptz" },
  { sql: "id", type: "bigint" },
] as const;

/** What ended or waits for a person, the last first. */
export const finishedWork: List<WorkRow, "state" | "enrichment"> = {
  ...common,
  name: "finished-work",
  where: "state in ('written', 'previewed', 'skipped', 'superseded', 'dead', 'review')",
  groups: [
    { sql: "state", filter: "state" },
    { sql: "enrichment", filter: "enrichment" },
  ],
  key: [
    { sql: "coalesce(settled_at, wanted_at)", type: "timestamptz" },
    { sql: "id", type: "bigint" },
  ],
  order: "descending",
};

/** What failed for good, the last first; by its cause. */
export const deadLetters: List<WorkRow, "reason" | "enrichment" | "connection" | "object"> = {
  ...common,
  name: "dead-letters",
  where: "state = 'dead'",
  groups: [
    { sql: "coalesce(reason_code, 'internal')", filter: "reason" },
    { sql: "enrichment", filter: "enrichment" },
    { sql: "connection", filter: "connection" },
    { sql: "object", filter: "object" },
  ],
  key: [
    { sql: "settled_at", type: "timestamptz" },
    { sql: "id", type: "bigint" },
  ],
  order: "descending",
};

/** What waits to be asked, in the order in which it falls due. */
export const readyWork: List<WorkRow, "enrichment" | "class"> = {
  ...common,
  name: "ready-work",
  where: "state = 'ready'",
  groups: [
    { sql: "enrichment", filter: "enrichment" },
    { sql: "class", filter: "class" },
  ],
  key: dueFirst,
  order: "ascending",
};

/** What lies in a lane, the longest first. */
export const dispatchedWork: List<WorkRow, "lane"> = {
  ...common,
  name: "dispatched-work",
  where: "state = 'dispatched'",
  groups: [{ sql: "lane", filter: "lane" }],
  key: [
    { sql: "dispatched_at", type: "timestamptz" },
    { sql: "id", type: "bigint" },
  ],
  order: "ascending",
};

/** What is being asked or written now. */
export const claimedWork: List<WorkRow> = {
  ...common,
  name: "claimed-work",
  where: "state in ('asking', 'writing')",
  groups: [],
  key: [
    { sql: "lease_until", type: "timestamptz" },
    { sql: "id", type: "bigint" },
  ],
  order: "ascending",
};

/** What waits to be written, in the order in which it falls due. */
export const answeredWork: List<WorkRow, "connection" | "object"> = {
  ...common,
  name: "answered-work",
  where: "state = 'answered'",
  groups: [
    { sql: "connection", filter: "connection" },
    { sql: "object", filter: "object" },
  ],
  key: dueFirst,
  order: "ascending",
};
