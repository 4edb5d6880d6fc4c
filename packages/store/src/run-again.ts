import { liveWanter, type ReasonCode } from "@fieldwork/contracts";
import type { Db } from "./database.ts";
import { wantSql } from "./wanting.ts";

/** Which ended work; what is left out matches anything. */
export interface EndedFilter {
  connection?: string | undefined;
  object?: string | undefined;
  recordId?: string | undefined;
  enrichment?: string | undefined;
  reason?: ReasonFilter | undefined;
}

/** Reasons with one of the codes, or with these words of what the failing side said. */
export interface ReasonFilter {
  codes: readonly ReasonCode[];
  said: string;
}

/** Whether a row's reason matches the codes and words in the parameters; null matches anything. */
export function reasonMatches(table: string, codes: string, said: string): string {
  return `(${codes}::text[] is null or ${table}.reason_code = any(${codes})
    or position(lower(${said}) in lower(coalesce(${table}.reason_detail->>'said', ''))) > 0)`;
}

const matches = matchesSql("work");
const reviewMatches = matchesSql("review");

function matchesSql(table: string): string {
  return `($1::text is null or ${table}.connection = $1) and ($2::text is null or ${table}.object = $2)
    and ($3::text is null or ${table}.record_id = $3) and ($4::text is null or ${table}.enrichment = $4)
    and ${reasonMatches(table, "$5", "$6")}`;
}

function matchValues(filter: EndedFilter): unknown[] {
  const { connection, object, recordId, enrichment, reason } = filter;
  return [
    ...[connection ?? null, object ?? null, recordId ?? null, enrichment ?? null],
    ...[reason?.codes ?? null, reason?.said ?? null],
  ];
}

/**
 * Wants dead letters again, for everyone who wanted them, or for the live line if all of them have
 * stopped: each is asked from the start, for free if its answer is known. Returns the number of rows.
 */
export async function runAgain(db: Db, filter: EndedFilter): Promise<number> {
  const rows = await db.query(wantAgainSql(`state = 'dead' and ${matches}`), matchValues(filter));
  return rows.length;
}

/** Wants what ended unasked because these enrichments were retired, now that they are released again. */
export async function wantUndefined(db: Db, enrichments: readonly string[]): Promise<void> {
  if (enrichments.length === 0) return;
  const isUndefined = "state = 'skipped' and reason_code = 'enrichment-undefined'";
  await db.query(wantAgainSql(`${isUndefined} and enrichment = any($1::text[])`), [enrichments]);
}

function wantAgainSql(which: string): string {
  return `with again as (
      select connection, object, record_id, enrichment, wanted_hash as input_hash,
        case when wanted_by = '{}' then '{${liveWanter}}' else wanted_by end as wanted_by, 'ready' as state,
        null as reason_code, null::jsonb as reason_detail, now() as due_at, vendor_at, traceparent
      from work where ${which} for update
    )
    ${wantSql("again")}
    returning 1`;
}

/**
 * Has what waits in review decided again with the CRM's present values, together with what the same
 * answer had written. Returns the number of rows of work.
 */
export async function decideAgain(db: Db, filter: EndedFilter): Promise<number> {
  const rows = await db.query(
    `update work set state = 'answered', failures = 0, reason_code = null, reason_detail = null,
       group_id = null, due_at = now(), settled_at = null
     where state = 'review' and ${matches}
       or state = 'written' and id in (select work_id from review where closed_at is null and ${reviewMatches})
     returning 1`,
    matchValues(filter),
  );
  return rows.length;
}

/** How many rows of work `runAgain` or `decideAgain` would put back. */
export async function countEnded(
  db: Db,
  state: "dead" | "review",
  filter: EndedFilter,
): Promise<number> {
  const which =
    state === "dead"
      ? `state = 'dead' and ${matches}`
      : `state = 'review' and ${matches} or state = 'written' and id in
          (select work_id from review where closed_at is null and ${reviewMatches})`;
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from work where ${which}`,
    matchValues(filter),
  );
  return row?.count ?? 0;
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
