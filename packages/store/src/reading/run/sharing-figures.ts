import type { Reader } from "../reader.ts";
import type { RunStart } from "./run-figures.ts";

/** What is known of companies that are in several CRMs, and what one answer for both has saved. */
export interface SharingFigures {
  /** Links by what they stand for: `linked` and `confirmed` are one company. */
  links: Record<"linked" | "doubtful" | "confirmed" | "refused", number>;
  /** Of the linked, by the rule that linked them. */
  byReason: Readonly<Record<string, number>>;
  /** Calls that were saved, because the answer to the company's record in another CRM served this one too. */
  shared: number;
  /** Pairs of records that were both answered: by one answer, or each by its own. */
  pairs: { one: number; own: number };
  /** Such answers that could not be used, because their evidence did not stand in the other record. */
  notHeld: number;
}

/** Counts whole tables: for the end of a run. */
export async function findSharingFigures(
  reader: Pick<Reader, "query">,
  { at, notHeld }: Pick<RunStart, "at" | "notHeld">,
): Promise<SharingFigures> {
  const states = await reader.query<{ state: string; reason: string; count: number }>(
    "select state, reason_code as reason, count(*)::int as count from company_link group by 1, 2 order by 3 desc",
  );
  const [row] = await reader.query<{ shared: number; one: number; own: number }>(
    `with linked as (
       select connection, object, record_id, other_connection, other_id from company_link
       where state in ('linked', 'confirmed')
       union all
       select other_connection, object, other_id, connection, record_id from company_link
       where state in ('linked', 'confirmed')
     ), answered as (
       select work.id, work.reused and work.answered_at >= $1 and answer.work_id = other.id as is_saved,
         work.fingerprint = other.fingerprint as is_one
       from linked join work using (record_id, connection, object)
       join work other on (other.record_id, other.connection, other.object)
         = (linked.other_id, linked.other_connection, linked.object) and other.enrichment = work.enrichment
       left join answer on answer.fingerprint = work.fingerprint and answer.replaced_at is null
       where work.fingerprint is not null and other.fingerprint is not null
     )
     -- Each pair is there from both sides.
     select (count(distinct id) filter (where is_saved))::int as shared,
       (count(*) filter (where is_one) / 2)::int as one, (count(*) filter (where not is_one) / 2)::int as own
     from answered`,
    [at],
  );
  const countOf = (state: string) =>
    states.filter((one) => one.state === state).reduce((sum, { count }) => sum + count, 0);
  return {
    links: {
      linked: countOf("linked"),
      doubtful: countOf("doubtful"),
      confirmed: countOf("confirmed"),
      refused: countOf("refused"),
    },
    byReason: Object.fromEntries(
      states.filter(({ state }) => state === "linked").map(({ reason, count }) => [reason, count]),
    ),
    shared: row?.shared ?? 0,
    pairs: { one: row?.one ?? 0, own: row?.own ?? 0 },
    notHeld: (await countNotHeld(reader)) - notHeld,
  };
}

/** Since the first day. */
export async function countNotHeld(reader: Pick<Reader, "query">): Promise<number> {
  const [row] = await reader.query<{ count: number }>(
    "select coalesce(sum(not_held), 0)::int as count from answer_saving",
  );
  return row?.count ?? 0;
}
