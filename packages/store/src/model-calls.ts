import { columns } from "./columns.ts";
import type { Database, Db } from "./database.ts";

/** One attempt at a model, before it is sent. */
export interface CallReservation {
  callId: string;
  attempt: number;
  workId: string;
  kind: string;
  provider: string;
  model: string;
  scopes: readonly string[];
  /** An upper bound of what the call can cost. */
  amountNanoUsd: bigint;
}

export type ReservationResult = { kind: "reserved" } | { kind: "refused"; scope: string };

export interface CallSettlement {
  callId: string;
  attempt: number;
  /** Null: not known, so the reservation stays charged. */
  costNanoUsd: bigint | null;
  outcome: string;
  usage: object | null;
}

/** Sets what a scope may be charged in all. What is charged already stays; what waits for money is due at once. */
export async function setBudget(db: Db, scope: string, limitNanoUsd: bigint): Promise<void> {
  await db.query(
    `with changed as (
       insert into budget (scope, limit_nano_usd) values ($1, $2)
       on conflict (scope) do update set limit_nano_usd = excluded.limit_nano_usd
       returning 1
     )
     update work set due_at = now() from changed
     where state = 'ready' and reason like '[budget_exhausted]%' and due_at > now()`,
    [scope, limitNanoUsd.toString()],
  );
}

/** What happened to calls since the books were last brought up to date. */
export interface CallBookings {
  reservations: readonly CallReservation[];
  settlements: readonly CallSettlement[];
}

/**
 * Brings budgets and call log up to date in one transaction: replaces reservations by what the calls
 * cost, then charges the upper bounds of new calls before they are sent, each against all of its
 * scopes or none. A call that is settled already stays as it is; a scope without a budget has no limit.
 * One result a reservation, in order.
 */
export async function bookCalls(
  database: Database,
  { reservations, settlements }: CallBookings,
): Promise<ReservationResult[]> {
  return database.transaction(async (tx) => {
    const settled = settlements.length === 0 ? [] : await settleCalls(tx, settlements);
    const refunds = sumByScope(settled, ({ refund }) => -BigInt(refund));
    const priced = reservations.filter(({ amountNanoUsd }) => amountNanoUsd > 0n);
    const scopes = new Set(priced.flatMap((reservation) => reservation.scopes));
    const room = await lockRoom(tx, new Set([...scopes, ...refunds.keys()]));
    for (const [scope, change] of refunds) {
      const left = room.get(scope);
      if (left !== undefined) room.set(scope, left - change);
    }
    const results = reservations.map((reservation) => chargeRoom(room, reservation));
    const granted = reservations.filter((_, index) => results[index]?.kind === "reserved");
    await charge(
      tx,
      sumByScope(granted, ({ amountNanoUsd }) => amountNanoUsd, refunds),
    );
    if (granted.length > 0) await insertCalls(tx, granted);
    return results;
  });
}

/** What is left in each budget, locked until the transaction ends; in one order, so that none deadlock. */
async function lockRoom(tx: Db, scopes: ReadonlySet<string>): Promise<Map<string, bigint>> {
  if (scopes.size === 0) return new Map();
  const rows = await tx.query<{ scope: string; room: string }>(
    `select scope, limit_nano_usd - charged_nano_usd as room from budget
     where scope = any($1) order by scope for update`,
    [[...scopes]],
  );
  return new Map(rows.map(({ scope, room }) => [scope, BigInt(room)]));
}

function chargeRoom(
  room: Map<string, bigint>,
  { scopes, amountNanoUsd }: CallReservation,
): ReservationResult {
  const full = scopes.find((scope) => (room.get(scope) ?? amountNanoUsd) < amountNanoUsd);
  if (amountNanoUsd > 0n && full !== undefined) return { kind: "refused", scope: full };
  for (const scope of scopes) {
    const left = room.get(scope);
    if (left !== undefined) room.set(scope, left - amountNanoUsd);
  }
  return { kind: "reserved" };
}

async function insertCalls(tx: Db, granted: readonly CallReservation[]): Promise<void> {
  await tx.query(
    `insert into model_call (call_id, attempt, work_id, kind, provider, model, reserved_nano_usd, scopes)
     select call_id, attempt, work_id, kind, provider, model, amount, string_to_array(scopes, ' ')
     from unnest($1::text[], $2::int[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[])
       as t (call_id, attempt, work_id, kind, provider, model, amount, scopes)`,
    columns(
      granted.map((one) => ({
        ...one,
        amountNanoUsd: one.amountNanoUsd.toString(),
        scopes: one.scopes.join(" "),
      })),
      ["callId", "attempt", "workId", "kind", "provider", "model", "amountNanoUsd", "scopes"],
    ),
  );
}

async function settleCalls(
  tx: Db,
  settlements: readonly CallSettlement[],
): Promise<{ scopes: string[]; refund: string }[]> {
  return tx.query(
    `update model_call set cost_nano_usd = done.cost, outcome = done.outcome, usage = done.usage,
       settled_at = now()
     from unnest($1::text[], $2::int[], $3::bigint[], $4::text[], $5::jsonb[])
       as done (call_id, attempt, cost, outcome, usage)
     where model_call.call_id = done.call_id and model_call.attempt = done.attempt
       and model_call.settled_at is null
     returning scopes, reserved_nano_usd - coalesce(cost_nano_usd, reserved_nano_usd) as refund`,
    columns(
      settlements.map((one) => ({
        ...one,
        costNanoUsd: one.costNanoUsd?.toString() ?? null,
        usage: one.usage === null ? null : JSON.stringify(one.usage),
      })),
      ["callId", "attempt", "costNanoUsd", "outcome", "usage"],
    ),
  );
}

function sumByScope<T extends { scopes: readonly string[] }>(
  rows: readonly T[],
  amountOf: (row: T) => bigint,
  from: ReadonlyMap<string, bigint> = new Map(),
): Map<string, bigint> {
  const sums = new Map(from);
  for (const row of rows) {
    for (const scope of row.scopes) sums.set(scope, (sums.get(scope) ?? 0n) + amountOf(row));
  }
  return sums;
}

async function charge(tx: Db, sums: ReadonlyMap<string, bigint>): Promise<void> {
  const changed = [...sums].filter(([, amount]) => amount !== 0n).toSorted();
  if (changed.length === 0) return;
  await tx.query(
    `update budget set charged_nano_usd = charged_nano_usd + change.amount
     from unnest($1::text[], $2::bigint[]) as change (scope, amount)
     where budget.scope = change.scope`,
    [changed.map(([scope]) => scope), changed.map(([, amount]) => amount.toString())],
  );
}
