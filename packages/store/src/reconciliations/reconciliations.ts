import { randomUUID } from "node:crypto";
import type { ObjectName, Reason, StreamGap } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import type { Db } from "../database.ts";

/** Orders a comparison because a stream had a gap. */
export const gapOrderer = "connector";

export interface ReconciliationCounts {
  lookedAt: number;
  /** Changed in the CRM so recently that nobody can have read it yet. */
  inFlight: number;
  /** There in the CRM, and not known. */
  missing: number;
  /** Known as it was before its last change. */
  stale: number;
  /** Known, and there no more. */
  ended: number;
  /** Published again, as they are. */
  repaired: number;
}

export interface Reconciliation extends ReconciliationCounts {
  id: string;
  connection: string;
  object: ObjectName;
  /** How many of the known records were to be looked at; null: all. */
  sample: number | null;
  /** Null: by schedule. */
  orderedBy: string | null;
  orderedAt: Date;
  state: "waiting" | "done" | "asks" | "failed";
  crmCount: number | null;
  crmCountIs: "exact" | "at-least" | "at-most" | "about" | null;
  knownCount: number | null;
  reason: Reason | null;
  checkedAt: Date | null;
}

/** One that is under way, as whoever carries it on needs it. */
export interface ClaimedReconciliation extends Reconciliation {
  step: "known" | "source";
  afterId: string;
  token: Readonly<Record<string, string | number | null>> | null;
  endsAreConfirmed: boolean;
}

const shownSql = `id, connection, object, sample, ordered_by as "orderedBy", ordered_at as "orderedAt", state,
  crm_count::float8 as "crmCount", crm_count_is as "crmCountIs", known_count::float8 as "knownCount",
  looked_at as "lookedAt", in_flight as "inFlight", missing, stale, ended, repaired, reason, checked_at as "checkedAt"`;

export interface NewReconciliation {
  connection: string;
  object: ObjectName;
  sample: number | null;
  endsAreConfirmed: boolean;
  orderedBy: string;
  /** Where a stream could not say which records have changed: why. */
  gap?: StreamGap | null;
}

/** Returns its id, or that of the one which waits already. */
export async function orderReconciliation(tx: Db, order: NewReconciliation): Promise<string> {
  const { connection, object, sample, endsAreConfirmed, orderedBy, gap = null } = order;
  const [row] = await tx.query<{ id: string }>(
    `insert into reconciliation as waiting (id, connection, object, sample, ends_are_confirmed, ordered_by, gap)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (connection, object) where state = 'waiting' do update
       set ends_are_confirmed = waiting.ends_are_confirmed or excluded.ends_are_confirmed,
         gap = coalesce(excluded.gap, waiting.gap)
     returning id`,
    [randomUUID(), connection, object, sample, endsAreConfirmed, orderedBy, gap],
  );
  return row?.id ?? "";
}

export interface ReconciliationSchedule {
  connection: string;
  object: ObjectName;
  sample: number;
  everyMs: number;
  /** Also where there has been none at all. */
  alsoFirst: boolean;
}

/** Begins one where the last was ordered longer ago than `everyMs`. */
export async function scheduleReconciliation(
  db: Pick<Db, "query">,
  of: ReconciliationSchedule,
): Promise<void> {
  await db.query(
    `insert into reconciliation (id, connection, object, sample)
     select $1, $2, $3, $4 where not exists (
       select from reconciliation where connection = $2 and object = $3
         and ordered_at > now() - $5 * interval '1 millisecond')
       and ($6 or exists (select from reconciliation where connection = $2 and object = $3))
     on conflict do nothing`,
    [randomUUID(), of.connection, of.object, of.sample, of.everyMs, of.alsoFirst],
  );
}

/** The newest of each object of each connection. */
export async function listReconciliations(db: Pick<Db, "query">): Promise<Reconciliation[]> {
  return db.query(
    `select distinct on (connection, object) ${shownSql} from reconciliation
     order by connection, object, ordered_at desc`,
  );
}

export async function claimReconciliation(
  db: Pick<Db, "query">,
  { connection, leaseMs }: { connection: string; leaseMs: number },
): Promise<ClaimedReconciliation | undefined> {
  const [claimed] = await db.query<ClaimedReconciliation>(
    `update reconciliation set lease_until = now() + $2 * interval '1 millisecond'
     where id = (
       select id from reconciliation where connection = $1 and state = 'waiting'
         and (lease_until is null or lease_until < now())
       order by ordered_at limit 1 for update skip locked)
     returning ${shownSql}, step, after_id as "afterId", token, ends_are_confirmed as "endsAreConfirmed"`,
    [connection, leaseMs],
  );
  return claimed;
}

export interface ReconciliationStep extends Partial<ReconciliationCounts> {
  step: "known" | "source";
  afterId?: string | undefined;
  token?: unknown;
  crmCount?: number | undefined;
  crmCountIs?: string | undefined;
  knownCount?: number | undefined;
}

/** Keeps how far it is, adds what was found, and gives it back. */
export async function keepReconciliationStep(
  db: Pick<Db, "query">,
  id: string,
  found: ReconciliationStep,
): Promise<void> {
  const { lookedAt = 0, inFlight = 0, missing = 0, stale = 0, ended = 0, repaired = 0 } = found;
  await db.query(
    `update reconciliation set lease_until = null, step = $2, after_id = coalesce($3, after_id),
       token = $4, crm_count = coalesce($5, crm_count), crm_count_is = coalesce($6, crm_count_is),
       known_count = coalesce($7, known_count), looked_at = looked_at + $8, in_flight = in_flight + $9,
       missing = missing + $10, stale = stale + $11, ended = ended + $12, repaired = repaired + $13
     where id = $1 and state = 'waiting'`,
    [
      ...[id, found.step, found.afterId ?? null, storableJson(found.token ?? null)],
      ...[found.crmCount ?? null, found.crmCountIs ?? null, found.knownCount ?? null],
      ...[lookedAt, inFlight, missing, stale, ended, repaired],
    ],
  );
}

export async function releaseReconciliation(db: Pick<Db, "query">, id: string): Promise<void> {
  await db.query("update reconciliation set lease_until = null where id = $1", [id]);
}

export async function endReconciliation(
  db: Pick<Db, "query">,
  id: string,
  end: { state: "done" | "asks" | "failed"; reason: Reason | null },
): Promise<void> {
  await db.query(
    `update reconciliation set state = $2, reason = $3, checked_at = now(), lease_until = null
     where id = $1 and state = 'waiting'`,
    [id, end.state, end.reason === null ? null : storableJson(end.reason)],
  );
}
