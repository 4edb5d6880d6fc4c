import type { ReasonCode } from "@fieldwork/contracts";
import type { Db } from "./database.ts";

/** Which ended work is wanted again; what is left out matches anything. */
export interface RetryFilter {
  /** Dead letters, or what waits in review. */
  state: "dead" | "review";
  connection?: string | undefined;
  object?: string | undefined;
  recordId?: string | undefined;
  enrichment?: string | undefined;
  reason?: ReasonFilter | undefined;
}

/** Reasons of one of the codes, or with these words of whoever failed. */
export interface ReasonFilter {
  codes: readonly ReasonCode[];
  said: string;
}

/** Whether a row's reason matches, where the parameters hold codes and words; null matches anything. */
export function reasonMatches(table: string, codes: string, said: string): string {
  return `(${codes}::text[] is null or ${table}.reason_code = any(${codes})
    or position(lower(${said}) in lower(coalesce(${table}.reason_detail->>'said', ''))) > 0)`;
}

/**
 * Gives ended work back: a dead letter is asked again from the start (for free where its answer is
 * known), a review is decided again as the CRM stands now. Returns how many rows.
 */
export async function retryWork(db: Db, filter: RetryFilter): Promise<number> {
  const { state, connection, object, recordId, enrichment, reason } = filter;
  const rows = await db.query(
    `update work set state = case state when 'review' then 'answered' else 'ready' end,
       failures = 0, reason_code = null, reason_detail = null, group_id = null, died_under = null,
       waits_for = null, due_at = now(), settled_at = null
     where state = $1 and ($2::text is null or connection = $2) and ($3::text is null or object = $3)
       and ($4::text is null or record_id = $4) and ($5::text is null or enrichment = $5)
       and ${reasonMatches("work", "$6", "$7")}
     returning 1`,
    [
      ...[state, connection ?? null, object ?? null],
      ...[recordId ?? null, enrichment ?? null, reason?.codes ?? null, reason?.said ?? null],
    ],
  );
  return rows.length;
}

/** Dead letters by the definition and the settings that they died under. */
export async function countDeadUnder(
  db: Db,
): Promise<{ enrichment: string; under: string; count: number }[]> {
  return db.query(
    `select enrichment, died_under as under, count(*)::int as count from work
     where state = 'dead' and died_under is not null group by 1, 2`,
  );
}
