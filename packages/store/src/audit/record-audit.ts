import { type Actor, type RecordRef, recordKey } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import type { Db } from "../database.ts";

export interface AuditEntry {
  actor: Actor;
  /** Such as `dead-letters.replay`. */
  order: string;
  /** What it was about, such as `replays/replay-1f`; never a value of a record. */
  subject: string;
  /** What was so before, and is so after; undefined where there is nothing to tell. */
  before?: unknown;
  after?: unknown;
  /** The record whose values `before` and `after` hold: with it they are erased. Others hold none. */
  record?: RecordRef | undefined;
  /** The network address that the order came from. */
  from?: string | undefined;
}

/** Adds an entry, in the transaction of its order: neither stands without the other. */
export async function recordAudit(tx: Db, entry: AuditEntry): Promise<void> {
  const { actor, order, subject, before, after, record, from } = entry;
  const sides = Object.entries({ before, after }).filter(([, value]) => value !== undefined);
  await tx.query(
    `with entry as (
       insert into audit (actor_kind, actor_id, actor_name, came_from, order_name, subject)
       values ($1, $2, $3, $4, $5, $6) returning id
     )
     insert into audit_value (audit_id, side, record_key, value)
     select id, side, $7, value from entry, unnest($8::text[], $9::jsonb[]) as told (side, value)`,
    [
      ...[actor.kind, actor.id, actor.name, from ?? null, order, subject],
      record ? recordKey(record) : null,
      sides.map(([side]) => side),
      sides.map(([, value]) => storableJson(value)),
    ],
  );
}
