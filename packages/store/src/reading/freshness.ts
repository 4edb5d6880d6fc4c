import type { Reader } from "./reader.ts";

/** What a definition promises about live changes, in the terms of statements. */
export interface FreshnessAsked {
  enrichment: string;
  withinMs: number;
}

/** Of an enrichment's live changes that ended lately, how many did so too late. */
export interface FreshnessWindow {
  enrichment: string;
  /** In the last five minutes, and in the last hour. */
  short: { ended: number; late: number };
  long: { ended: number; late: number };
}

/** Live changes of an enrichment that are overdue and for the same reason still wait. */
export interface OverdueGroup {
  enrichment: string;
  state: string;
  reasonCode: string | null;
  connection: string;
  count: number;
}

/** In a fast line the last of these stand for the whole window. */
const mostEnded = 5000;
const mostOverdue = 5000;
const endedStates = "'written', 'previewed', 'skipped', 'superseded', 'dead'";
const endedAt = "coalesce(settled_at, wanted_at)";

/** One row for each enrichment that is asked for. */
export async function countFreshness(
  reader: Pick<Reader, "query">,
  asked: readonly FreshnessAsked[],
): Promise<FreshnessWindow[]> {
  const isShort = "ended_at > now() - interval '5 minutes'";
  const isLate = "took_ms > within_ms";
  return reader.query<FreshnessWindow>(
    `select enrichment,
       jsonb_build_object('ended', count(ended_at) filter (where ${isShort}),
         'late', count(ended_at) filter (where ${isShort} and ${isLate})) as short,
       jsonb_build_object('ended', count(ended_at), 'late', count(ended_at) filter (where ${isLate})) as long
     from unnest($1::text[], $2::float8[]) as asked (enrichment, within_ms)
     left join lateral (
       select ended.* from unnest(array[${endedStates}]) as kind (state)
       cross join lateral (
         select ${endedAt} as ended_at, extract(epoch from ${endedAt} - wanted_at) * 1000 as took_ms
         from work
         where state in (${endedStates}, 'review') and work.state = kind.state
           and work.enrichment = asked.enrichment and class = 'live'
           and ${endedAt} > now() - interval '1 hour'
         order by ${endedAt} desc limit ${mostEnded}
       ) as ended
     ) as ended on true
     group by enrichment, within_ms order by enrichment`,
    columnsOf(asked),
  );
}

/** Each part is found by an index of its own. */
const overdueIn = [
  "state = 'ready'",
  "state = 'dispatched'",
  "state in ('asking', 'writing')",
  "state = 'answered'",
  "state = 'review'",
];

/** What is overdue now, by where it waits and why. */
export async function findOverdue(
  reader: Pick<Reader, "query">,
  asked: readonly FreshnessAsked[],
): Promise<OverdueGroup[]> {
  const parts = overdueIn.map(
    (where) => `(select state, reason_code, connection from work
      where ${where} and work.enrichment = asked.enrichment and class = 'live' and due_at < 'infinity'
        and wanted_at < now() - within_ms * interval '1 millisecond' limit ${mostOverdue})`,
  );
  return reader.query<OverdueGroup>(
    `select asked.enrichment, state, reason_code as "reasonCode", connection, count(*)::int as count
     from unnest($1::text[], $2::float8[]) as asked (enrichment, within_ms)
     cross join lateral (${parts.join(" union all ")}) as overdue
     group by asked.enrichment, state, reason_code, connection
     order by count(*) desc, state, reason_code, connection`,
    columnsOf(asked),
  );
}

/** How long the changes that were planned last had waited for it, since they were read. 0 if none was lately. */
export async function findPlanDelay(reader: Pick<Reader, "query">): Promise<number> {
  const [row] = await reader.query<{ ms: number | null }>(
    `select max(extract(epoch from changed_at - read_at) * 1000)::float8 as ms from (
       select changed_at, read_at from record where changed_at > now() - interval '5 minutes'
       order by changed_at desc limit 200) as latest`,
  );
  return Math.max(0, row?.ms ?? 0);
}

/** Connections that are left alone for now. */
export async function listResting(
  reader: Pick<Reader, "query">,
): Promise<{ connection: string; reason: string; until: Date }[]> {
  return reader.query(
    "select connection, reason, until from connection_rest where until > now() order by connection",
  );
}

function columnsOf(asked: readonly FreshnessAsked[]): unknown[] {
  return [asked.map(({ enrichment }) => enrichment), asked.map(({ withinMs }) => withinMs)];
}
