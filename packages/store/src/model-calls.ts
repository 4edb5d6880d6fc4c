import type { CallPurpose, Wanter } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import { sliceLeaseMs } from "./budget-slices.ts";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";

/** One attempt at a model, before it is sent. */
export interface CallReservation {
  callId: string;
  attempt: number;
  /** Null if it serves no record, like a check. */
  workId: string | null;
  /** Whom it serves. */
  wantedBy: readonly Wanter[];
  purpose: CallPurpose;
  kind: string;
  provider: string;
  model: string;
  scopes: readonly string[];
  /** An upper bound of what the call can cost. */
  amountNanoUsd: bigint;
  /** The process that has it from its slices; otherwise the call is charged to its budgets here. */
  slicesOf?: string | undefined;
  /** Which fields leave, where to, and under which rule. */
  sent?:
    | {
        fields: readonly string[];
        region: string | null;
        policy: string | null;
        passedOver?: readonly object[] | undefined;
      }
    | undefined;
}

export type ReservationResult = { kind: "reserved" } | { kind: "refused"; scope: string };

export interface CallSettlement {
  callId: string;
  attempt: number;
  /** Null if unknown: the reservation stays charged. */
  costNanoUsd: bigint | null;
  outcome: string;
  usage: object | null;
}

/** What happened to calls since the books were last updated. */
export interface CallBookings {
  reservations: readonly CallReservation[];
  settlements: readonly CallSettlement[];
}

/**
 * Updates budgets and call log: replaces reservations by what the calls cost, then charges the upper
 * bounds of new calls before they are sent, each to all of its scopes or none. A call that is already
 * settled stays as it is; a scope without a budget has no limit. One statement, unless a budget does
 * not have room for all: then those that fit, in order, are tried again without the rest. One result
 * for each reservation, in order.
 */
export async function bookCalls(
  db: Db,
  { reservations, settlements }: CallBookings,
): Promise<ReservationResult[]> {
  let results = reservations.map((): ReservationResult => ({ kind: "reserved" }));
  let unsettled = settlements;
  for (;;) {
    const granted = reservations.filter((_, index) => results[index]?.kind === "reserved");
    const room = await bookAllOrNone(db, { reservations: granted, settlements: unsettled });
    if (room === undefined) return results;
    // A refusal stands: this round has not read the budgets of those it left out.
    results = reservations.map((reservation, index) => {
      const before = results[index];
      return before?.kind === "refused" ? before : chargeRoom(room, reservation);
    });
    unsettled = [];
  }
}

function chargeRoom(
  room: Map<string, bigint>,
  { scopes, amountNanoUsd, slicesOf }: CallReservation,
): ReservationResult {
  if (slicesOf !== undefined) return { kind: "reserved" };
  const full = scopes.find((scope) => (room.get(scope) ?? amountNanoUsd) < amountNanoUsd);
  if (amountNanoUsd > 0n && full !== undefined) return { kind: "refused", scope: full };
  for (const scope of scopes) {
    const left = room.get(scope);
    if (left !== undefined) room.set(scope, left - amountNanoUsd);
  }
  return { kind: "reserved" };
}

/**
 * Settles, and charges all reservations or none of them. Undefined if they were charged; otherwise the
 * room that each of their budgets has. Budgets are locked in one order, so none deadlock.
 */
async function bookAllOrNone(
  db: Db,
  { reservations, settlements }: CallBookings,
): Promise<Map<string, bigint> | undefined> {
  const rows = await db.query<{ scope: string; room: string }>(
    `with settled as (
       update model_call set cost_nano_usd = done.cost, outcome = done.outcome, usage = done.usage,
         settled_at = now()
       from unnest($1::text[], $2::int[], $3::bigint[], $4::text[], $5::jsonb[])
         as done (call_id, attempt, cost, outcome, usage)
       where model_call.call_id = done.call_id and model_call.attempt = done.attempt
         and model_call.settled_at is null
       returning scopes, reserved_nano_usd - coalesce(cost_nano_usd, reserved_nano_usd) as refund
     ), refund as (
       select scope, sum(refund)::bigint as amount from settled cross join unnest(scopes) as scope
       group by scope
     ), need as (
       select * from unnest($6::text[], $7::bigint[]) as t (scope, amount)
     ), locked as (
       select scope, limit_nano_usd - charged_nano_usd as room from budget
       where scope in (select scope from refund union select scope from need)
       order by scope for update
     ), change as (
       select scope, room + coalesce(refund.amount, 0) as room, need.amount as need,
         coalesce(refund.amount, 0) as refund
       from locked left join refund using (scope) left join need using (scope)
     ), verdict as (
       select coalesce(bool_and(need <= room), true) as fits from change
     ), charged as (
       update budget set charged_nano_usd = charged_nano_usd - refund
         + case when fits then coalesce(need, 0) else 0 end
       from change, verdict where budget.scope = change.scope
     ), drawn as (
       update budget_slice set held_nano_usd = held_nano_usd - amount,
         lease_until = greatest(lease_until, now() + interval '${sliceLeaseMs} ms')
       from unnest($22::uuid[], $23::text[], $24::bigint[]) as t (holder, scope, amount), verdict
       where fits and budget_slice.holder = t.holder and budget_slice.scope = t.scope
     ), begun as (
       insert into model_call (call_id, attempt, work_id, kind, provider, model, reserved_nano_usd, scopes, purpose, wanted_by,
         sent_fields, sent_region, sent_policy, passed_over)
       select call_id, attempt, work_id, kind, provider, model, amount, string_to_array(scopes, ' '), purpose,
         string_to_array(wanted_by, ' '), string_to_array(sent_fields, ' '), sent_region, sent_policy,
         passed_over
       from unnest($8::text[], $9::int[], $10::bigint[], $11::text[], $12::text[], $13::text[], $14::bigint[],
         $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::jsonb[])
         as t (call_id, attempt, work_id, kind, provider, model, amount, scopes, purpose, wanted_by, sent_fields,
           sent_region, sent_policy, passed_over), verdict
       where fits
     )
     select scope, room from change, verdict where not fits and need is not null`,
    [
      ...settlementColumns(settlements),
      ...needColumns(reservations),
      ...callColumns(reservations),
      ...drawnColumns(reservations),
    ],
  );
  return rows.length === 0
    ? undefined
    : new Map(rows.map(({ scope, room }) => [scope, BigInt(room)]));
}

function settlementColumns(settlements: readonly CallSettlement[]): unknown[][] {
  return columns(
    settlements.map((one) => ({
      ...one,
      costNanoUsd: one.costNanoUsd?.toString() ?? null,
      usage: one.usage === null ? null : storableJson(one.usage),
    })),
    ["callId", "attempt", "costNanoUsd", "outcome", "usage"],
  );
}

/** What the reservations need in each scope. A free call needs no room, even in an overdrawn budget. */
function needColumns(reservations: readonly CallReservation[]): unknown[][] {
  const sums = new Map<string, bigint>();
  for (const { scopes, amountNanoUsd, slicesOf } of reservations) {
    if (amountNanoUsd === 0n || slicesOf !== undefined) continue;
    for (const scope of scopes) sums.set(scope, (sums.get(scope) ?? 0n) + amountNanoUsd);
  }
  return [[...sums.keys()], [...sums.values()].map(String)];
}

/** What is taken from slices, by holder and scope. */
function drawnColumns(reservations: readonly CallReservation[]): unknown[][] {
  const sums = new Map<string, { holder: string; scope: string; amount: bigint }>();
  for (const { scopes, amountNanoUsd, slicesOf: holder } of reservations) {
    if (holder === undefined) continue;
    for (const scope of scopes) {
      const key = `${holder} ${scope}`;
      sums.set(key, { holder, scope, amount: (sums.get(key)?.amount ?? 0n) + amountNanoUsd });
    }
  }
  return columns(
    [...sums.values()].map((one) => ({ ...one, amount: one.amount.toString() })),
    ["holder", "scope", "amount"],
  );
}

function callColumns(reservations: readonly CallReservation[]): unknown[][] {
  return columns(
    reservations.map((one) => ({
      ...one,
      amountNanoUsd: one.amountNanoUsd.toString(),
      scopes: one.scopes.join(" "),
      wantedBy: one.wantedBy.join(" "),
      sentFields: one.sent?.fields.join(" ") ?? null,
      sentRegion: one.sent?.region ?? null,
      sentPolicy: one.sent?.policy ?? null,
      passedOver: one.sent?.passedOver?.length ? storableJson(one.sent.passedOver) : null,
    })),
    [
      "callId",
      "attempt",
      "workId",
      "kind",
      "provider",
      "model",
      "amountNanoUsd",
      "scopes",
      "purpose",
      "wantedBy",
      "sentFields",
      "sentRegion",
      "sentPolicy",
      "passedOver",
    ],
  );
}
