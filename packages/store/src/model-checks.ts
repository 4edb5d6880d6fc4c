import type { Reason } from "@fieldwork/contracts";
import type { Db } from "./database.ts";
import { reasonColumns, reasonSql } from "./reasons.ts";

/** Whether a vendor accepts what an enrichment asks of a model. */
export interface ModelCheck {
  /** A hash of everything that the verdict depends on. */
  key: string;
  provider: string;
  model: string;
  enrichment: string;
  verdict: "accepted" | "refused";
  /** The reason of a refusal. */
  reason: Reason | null;
}

export async function findModelChecks(db: Db, keys: readonly string[]): Promise<ModelCheck[]> {
  return db.query<ModelCheck>(
    `select key, provider, model, enrichment, verdict, ${reasonSql("model_check")} as reason
     from model_check where key = any($1)`,
    [keys],
  );
}

export async function keepModelCheck(db: Db, check: ModelCheck): Promise<void> {
  const { key, provider, model, enrichment, verdict } = check;
  const { reasonCode, reasonDetail } = reasonColumns(check.reason);
  await db.query(
    `insert into model_check (key, provider, model, enrichment, verdict, reason_code, reason_detail)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (key) do update set verdict = excluded.verdict, reason_code = excluded.reason_code,
       reason_detail = excluded.reason_detail, checked_at = now()`,
    [key, provider, model, enrichment, verdict, reasonCode, reasonDetail],
  );
}
