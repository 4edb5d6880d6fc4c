import type { Reader } from "../reader.ts";
import type { RunStart } from "./run-figures.ts";

/** What is known of companies that are in several CRMs, and what one answer for both has saved. */
export interface SharingFigures {
  /** Links by what they stand for: `linked` and `confirmed` are one company. */
  links: Record<"linked" | "doubtful" | "confirmed" | "refused", number>;
  /** Of the linked, by the rule that linked them. */
  byReason: Readonly<Record<string, number>>;
  /** Questions that were answered by the answer to the company's record in another CRM. */
  shared: number;
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
  const [row] = await reader.query<{ shared: number }>(
    `select count(*)::int as shared from work
     join answer on answer.fingerprint = work.fingerprint and answer.replaced_at is null
     join work asked on asked.id = answer.work_id
     where work.reused and work.answered_at >= $1 and asked.connection <> work.connection`,
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
