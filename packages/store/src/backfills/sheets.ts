import { storableJson } from "@fieldwork/runtime";
import type { Db } from "../database.ts";

/** What a sheet was made for: it holds no longer once one of these is another. */
export interface SheetBasis {
  filter: string;
  definition: string;
  prices: string;
}

export interface NewSheet {
  backfillId: string;
  hash: string;
  figures: object;
  basis: SheetBasis;
  madeBy: string;
  validHours: number;
}

export interface StoredSheet extends Omit<NewSheet, "validHours" | "figures"> {
  figures: unknown;
  madeAt: Date;
  validUntil: Date;
  isExpired: boolean;
}

export async function keepSheet(tx: Db, sheet: NewSheet): Promise<void> {
  await tx.query(
    `insert into backfill_sheet (backfill_id, hash, figures, basis, made_by, valid_until)
     values ($1, $2, $3, $4, $5, now() + $6 * interval '1 hour')
     on conflict (backfill_id) do update set hash = excluded.hash, figures = excluded.figures,
       basis = excluded.basis, made_by = excluded.made_by, made_at = now(), valid_until = excluded.valid_until`,
    [
      ...[sheet.backfillId, sheet.hash, storableJson(sheet.figures), storableJson(sheet.basis)],
      ...[sheet.madeBy, sheet.validHours],
    ],
  );
}

export async function findSheet(
  db: Pick<Db, "query">,
  backfillId: string,
): Promise<StoredSheet | undefined> {
  const [row] = await db.query<StoredSheet>(
    `select backfill_id as "backfillId", hash, figures, basis, made_by as "madeBy", made_at as "madeAt",
       valid_until as "validUntil", valid_until < now() as "isExpired"
     from backfill_sheet where backfill_id = $1`,
    [backfillId],
  );
  return row;
}

/** How many records it is about. */
export async function countMembers(
  db: Pick<Db, "query">,
  backfillId: string,
): Promise<{ members: number }> {
  const [row] = await db.query<{ members: number }>(
    "select count(*)::int as members from backfill_record where backfill_id = $1",
    [backfillId],
  );
  return row ?? { members: 0 };
}
