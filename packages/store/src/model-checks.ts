import type { Db } from "./database.ts";

/** Whether a vendor takes what an enrichment asks of a model. */
export interface ModelCheck {
  /** Over everything that the verdict depends on. */
  key: string;
  provider: string;
  model: string;
  enrichment: string;
  verdict: "accepted" | "refused";
  reason: string | null;
}

export async function findModelChecks(db: Db, keys: readonly string[]): Promise<ModelCheck[]> {
  return db.query<ModelCheck>(
    "select key, provider, model, enrichment, verdict, reason from model_check where key = any($1)",
    [keys],
  );
}

export async function keepModelCheck(db: Db, check: ModelCheck): Promise<void> {
  const { key, provider, model, enrichment, verdict, reason } = check;
  await db.query(
    `insert into model_check (key, provider, model, enrichment, verdict, reason) values ($1, $2, $3, $4, $5, $6)
     on conflict (key) do update set verdict = excluded.verdict, reason = excluded.reason, checked_at = now()`,
    [key, provider, model, enrichment, verdict, reason],
  );
}
