import type { Reader } from "./reader.ts";

export type CallAmounts = Readonly<Record<"requests" | "input-tokens" | "output-tokens", number>>;

/** How the calls to one model did of late. */
export interface ModelWeather {
  /** `provider/model`, as routes name it. */
  model: string;
  /** Begun in the last hour, and those of them that brought no readable answer. */
  calls: number;
  failed: number;
  /** What most of them failed by: a code. */
  failedBy: string | null;
  /** Of those that were answered; null while there is none. */
  p50Ms: number | null;
  p95Ms: number | null;
  /** Begun in the last minute, with the tokens of those that have ended. */
  minute: CallAmounts;
  /** The same since the provider's day began, in its time zone. */
  day: CallAmounts;
  /** Since midnight in UTC, as budgets count: spent, and reserved where the outcome is not known. */
  todayNanoUsd: string;
  /** There were more calls than were looked at, so that what is counted is the least there was. */
  isCut: boolean;
}

/**
 * How each model that was asked of late did: of each, at most its newest calls, found by an index that
 * begins with the model, so that what it takes does not grow with the call log.
 */
export function listModelWeather(
  reader: Pick<Reader, "query">,
  callsPerModel: number,
): Promise<ModelWeather[]> {
  return reader.query<ModelWeather>(
    `select t.model, c.*
     from model_terms as t cross join lateral (
       select date_trunc('day', now(), coalesce((
         select l->>'timeZone' from jsonb_array_elements(t.terms->'limits') as l where l ? 'timeZone' limit 1
       ), 'UTC')) as day_began
     ) as zone cross join lateral (
       select count(*) filter (where ${hour})::int as calls,
         count(*) filter (where is_failed and ${hour})::int as failed,
         mode() within group (order by outcome) filter (where is_failed and ${hour}) as "failedBy",
         ${milliseconds(0.5)} as "p50Ms", ${milliseconds(0.95)} as "p95Ms",
         ${amounts(minute)} as minute, ${amounts("started_at >= day_began")} as day,
         coalesce(sum(coalesce(cost_nano_usd, reserved_nano_usd)) filter (where ${today}), 0)::text
           as "todayNanoUsd",
         count(*) >= $1 as "isCut"
       from (
         select *, outcome in ('clean', 'partly-rejected', 'all-rejected') as is_answered,
           outcome not in ('clean', 'partly-rejected', 'all-rejected', 'stopped') as is_failed
         from model_call
         where provider = split_part(t.model, '/', 1) and model = substr(t.model, strpos(t.model, '/') + 1)
           and started_at >= least(${midnight}, day_began, now() - interval '1 hour')
         order by started_at desc, call_id desc, attempt desc limit $1
       ) as newest
     ) as c
     order by t.model`,
    [callsPerModel],
  );
}

const midnight = "date_trunc('day', now(), 'UTC')";
const today = `started_at >= ${midnight}`;
const hour = "started_at > now() - interval '1 hour'";
const minute = "started_at > now() - interval '1 minute'";

function amounts(when: string): string {
  const tokens = (name: string) =>
    `coalesce(sum((usage->>'${name}')::float8) filter (where ${when}), 0)`;
  return `jsonb_build_object('requests', count(*) filter (where ${when}),
    'input-tokens', ${tokens("inputTokens")}, 'output-tokens', ${tokens("outputTokens")})`;
}

function milliseconds(share: number): string {
  return `percentile_cont(${share}) within group (order by extract(epoch from settled_at - started_at)::float8 * 1000)
    filter (where is_answered and ${hour})`;
}
