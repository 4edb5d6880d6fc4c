import { needsPerson, reasonCode } from "@fieldwork/contracts";
import type { Reader } from "../reader.ts";

/** How far the line is: rows by state, what is owed, and what money holds up. */
export interface LineCounts {
  states: Readonly<Record<string, number>>;
  /** Not finished and able to continue. */
  pending: number;
  /** Waits for budget alone. */
  waitingForBudget: number;
  /** Of each enrichment, what waits to be asked, though not for budget. */
  readyOf: Readonly<Record<string, number>>;
  /** Waits until the CRM shows us a field. */
  waitingForField: number;
  /** Answered, and waits until somebody lets us write into the CRM. */
  waitingForCrm: number;
  finished: number;
  total: number;
}

const pendingStates = ["ready", "dispatched", "asking", "answered", "writing"];

export async function countLine(reader: Pick<Reader, "query">): Promise<LineCounts> {
  const rows = await reader.query<CountRow>(
    `select enrichment, state,
       (state = 'ready' and reason_code is not distinct from 'budget-exhausted') as broke,
       (state = 'ready' and not isfinite(due_at)
         or state = 'answered' and rest_kind is not distinct from 'hidden') as blind,
       (state = 'answered' and coalesce(reason_code = any($1), false)) as barred,
       count(*)::int as count
     from work group by 1, 2, 3, 4, 5`,
    [reasonCode.options.filter(needsPerson)],
  );
  const sum = (matching: (row: CountRow) => boolean) =>
    rows.filter(matching).reduce((total, { count }) => total + count, 0);
  const states: Record<string, number> = {};
  const readyOf: Record<string, number> = {};
  for (const { enrichment, state, broke, blind, count } of rows) {
    states[state] = (states[state] ?? 0) + count;
    if (state === "ready" && !broke && !blind) readyOf[enrichment] = count;
  }
  const total = sum(() => true);
  const pending = sum(
    ({ state, broke, blind, barred }) =>
      pendingStates.includes(state) && !broke && !blind && !barred,
  );
  const waitingForBudget = sum(({ broke }) => broke);
  const waitingForField = sum(({ blind }) => blind);
  const waitingForCrm = sum(({ blind, barred }) => barred && !blind);
  const waiting = waitingForBudget + waitingForField + waitingForCrm;
  const finished = total - pending - waiting;
  return {
    ...{ states, readyOf, pending, total, finished },
    ...{ waitingForBudget, waitingForField, waitingForCrm },
  };
}

interface CountRow {
  enrichment: string;
  state: string;
  broke: boolean;
  blind: boolean;
  barred: boolean;
  count: number;
}
