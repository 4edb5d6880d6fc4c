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
  /** Which of these are only the least there is, by their names and those of the states. */
  capped: readonly string[];
}

const pendingStates = ["ready", "dispatched", "asking", "answered", "writing"];

/** In the order of an index of their own, so that looking for few of many rows reads few. */
const pendingParts = [
  "state = 'ready' order by enrichment, class, due_at, id",
  "state = 'dispatched' order by lane, dispatched_at, id",
  "state in ('asking', 'writing') order by lease_until, id",
  "state = 'answered' order by connection, object, due_at, id",
];
const endedStates = ["written", "previewed", "skipped", "superseded", "dead", "review"];
const endedSql = endedStates.map((state) => `'${state}'`).join(", ");

/** All of work, or, however much there is, so many rows of each state. */
export async function countLine(
  reader: Pick<Reader, "query">,
  { mostPerState }: { mostPerState?: number } = {},
): Promise<LineCounts> {
  const rows = await reader.query<CountRow>(
    `select enrichment, state,
       (state = 'ready' and reason_code is not distinct from 'budget-exhausted') as broke,
       (state = 'ready' and not isfinite(due_at)
         or state = 'answered' and rest_kind is not distinct from 'hidden') as blind,
       (state = 'answered' and coalesce(reason_code = any($1), false)) as barred,
       count(*)::int as count
     from ${mostPerState === undefined ? "work" : cappedSql(mostPerState + 1)} group by 1, 2, 3, 4, 5`,
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
    capped: mostPerState === undefined ? [] : cappedOf(states, mostPerState),
  };
}

function cappedSql(limit: number): string {
  const columns = "enrichment, state, reason_code, due_at, rest_kind";
  const ended =
    "enrichment, state, null as reason_code, null::timestamptz as due_at, null as rest_kind";
  return `(
    ${pendingParts.map((part) => `(select ${columns} from work where ${part} limit ${limit})`).join(" union all ")}
    union all
    select ended.* from unnest(array[${endedSql}]) as kind (state) cross join lateral (
      select ${ended} from work where state in (${endedSql}) and work.state = kind.state
      order by enrichment, coalesce(settled_at, wanted_at), id limit ${limit}
    ) as ended
  ) as work`;
}

const figuresOf: Readonly<Record<string, readonly string[]>> = {
  waitingForBudget: ["ready"],
  waitingForField: ["ready", "answered"],
  waitingForCrm: ["answered"],
  pending: pendingStates,
  finished: endedStates,
  total: [...pendingStates, ...endedStates],
};

/** Pure. */
function cappedOf(states: Readonly<Record<string, number>>, most: number): string[] {
  const counted = (name: string) => states[name] ?? 0;
  // These two are counted together.
  const atWork = counted("asking") + counted("writing") > most ? ["asking", "writing"] : [];
  const capped = [...Object.keys(states).filter((name) => counted(name) > most), ...atWork];
  const figures = Object.entries(figuresOf).filter(([, of]) =>
    of.some((one) => capped.includes(one)),
  );
  return [...new Set([...capped, ...figures.map(([name]) => name)])];
}

interface CountRow {
  enrichment: string;
  state: string;
  broke: boolean;
  blind: boolean;
  barred: boolean;
  count: number;
}
