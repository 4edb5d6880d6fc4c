import { columns } from "./columns.ts";
import type { Db } from "./database.ts";

/** What the log of calls says that one model was charged on one day of UTC. */
export interface ChargedDay {
  day: string;
  model: string;
  chargedNanoUsd: bigint;
  /** For calls whose outcome nobody knows. */
  heldNanoUsd: bigint;
  calls: number;
}

interface DayRow {
  day: string;
  model: string;
  charged: string;
  held: string;
  calls: number;
}

/**
 * Of the calls to one provider, and the first day that the log still has whole; null: it has no call. A
 * call whose cost is not known is kept when its day is dropped, and tells nothing of that day.
 */
export async function countCharged(
  db: Pick<Db, "query">,
  { provider, from, to }: { provider: string; from: string; to: string },
): Promise<{ days: ChargedDay[]; firstDay: string | null }> {
  const rows = await db.query<DayRow>(
    `select to_char(started_at at time zone 'utc', 'YYYY-MM-DD') as day, model,
       coalesce(sum(cost_nano_usd), 0)::text as charged,
       coalesce(sum(reserved_nano_usd) filter (where cost_nano_usd is null), 0)::text as held, count(*)::int as calls
     from model_call
     where provider = $1 and started_at >= $2::timestamp at time zone 'utc'
       and started_at < ($3::timestamp + interval '1 day') at time zone 'utc'
     group by 1, 2 order by 1, 2`,
    [provider, from, to],
  );
  const [first] = await db.query<{ day: string | null }>(
    `select to_char(
       coalesce(min(started_at) filter (where cost_nano_usd is not null or released_at is not null), min(started_at))
       at time zone 'utc', 'YYYY-MM-DD') as day
     from model_call where provider = $1`,
    [provider],
  );
  return {
    days: rows.map(({ charged, held, ...row }) => ({
      ...{ ...row, chargedNanoUsd: BigInt(charged), heldNanoUsd: BigInt(held) },
    })),
    firstDay: first?.day ?? null,
  };
}

/** One model on one day, as a vendor billed it and as it stood in our books when they were compared. */
export interface BilledDay {
  day: string;
  /** Null: all models of the day. */
  model: string | null;
  billedNanoUsd: bigint;
  chargedNanoUsd: bigint;
  heldNanoUsd: bigint;
  calls: number;
  verdict: string;
}

/** In place of what was kept of these days before. */
export async function keepBill(
  tx: Db,
  bill: { provider: string; reconciledBy: string; days: readonly BilledDay[] },
): Promise<void> {
  const { provider, reconciledBy, days } = bill;
  await tx.query("delete from vendor_bill where provider = $1 and day = any($2::date[])", [
    provider,
    days.map(({ day }) => day),
  ]);
  const rows = days.map((one) => ({
    ...{ ...one, model: one.model ?? "", billed: `${one.billedNanoUsd}` },
    ...{ charged: `${one.chargedNanoUsd}`, held: `${one.heldNanoUsd}` },
  }));
  await tx.query(
    `insert into vendor_bill (provider, reconciled_by, day, model, billed_nano_usd, charged_nano_usd, held_nano_usd,
       calls, verdict)
     select $1, $2, * from unnest($3::date[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::int[], $9::text[])`,
    [
      ...[provider, reconciledBy],
      ...columns(rows, ["day", "model", "billed", "charged", "held", "calls", "verdict"]),
    ],
  );
}

export interface StoredBilledDay extends BilledDay {
  provider: string;
  reconciledBy: string;
  reconciledAt: Date;
}

type StoredRow = DayRow & {
  billed: string;
  verdict: string;
  provider: string;
  reconciledBy: string;
  reconciledAt: Date;
};

/** The newest days first. */
export async function listBills(
  db: Pick<Db, "query">,
  { provider, limit }: { provider?: string | undefined; limit: number },
): Promise<StoredBilledDay[]> {
  const rows = await db.query<StoredRow>(
    `select provider, day::text as day, model, billed_nano_usd::text as billed, charged_nano_usd::text as charged,
       held_nano_usd::text as held, calls, verdict, reconciled_by as "reconciledBy", reconciled_at as "reconciledAt"
     from vendor_bill where $1::text is null or provider = $1
     order by vendor_bill.day desc, provider, model limit $2`,
    [provider ?? null, limit],
  );
  return rows.map(({ billed, charged, held, model, ...row }) => ({
    ...{ ...row, model: model === "" ? null : model, billedNanoUsd: BigInt(billed) },
    ...{ chargedNanoUsd: BigInt(charged), heldNanoUsd: BigInt(held) },
  }));
}
