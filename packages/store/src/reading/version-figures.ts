import type { Reader } from "./reader.ts";

/** What the calls of one version of a definition came to. */
export interface VersionFigures extends Figures {
  /** The same for each arm of its experiment; none without one. */
  arms: ({ arm: string } & Figures)[];
}

interface Figures {
  hash: string;
  calls: number;
  records: number;
  costNanoUsd: string;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  p50Ms: number;
  p95Ms: number;
}

export interface VersionsAsked {
  enrichment: string;
  since: Date;
  /** Of each model, at most so many of its newest calls are looked at. */
  callsPerModel: number;
}

// A call belongs to the answer that it led to. No question is asked for longer.
const longestAsk = "interval '15 minutes'";

/**
 * By version, the calls that led to an answer which still is the newest of its record: an answer does not
 * know its calls, so that those of an older one cannot be told apart. `isCut`: there were more of a model's.
 */
export async function findVersionFigures(
  reader: Pick<Reader, "query">,
  { enrichment, since, callsPerModel }: VersionsAsked,
): Promise<{ versions: VersionFigures[]; isCut: boolean }> {
  const rows = await reader.query<Row>(
    // Each step looks up one row of the one before it, also where tables have grown since they were counted: the calls
    // would otherwise be listed again for each answer.
    `with called as materialized (
       select c.*, count(*) over (partition by t.model) >= $3 as is_cut
       from model_terms as t cross join lateral (
         select work_id, cost_nano_usd, reserved_nano_usd, usage, started_at, settled_at,
           nullif(split_part(sent_policy, '/', 2), '') as arm
         from model_call
         where provider = split_part(t.model, '/', 1) and model = substr(t.model, strpos(t.model, '/') + 1)
           and started_at > $2 and purpose = 'work'
         order by started_at desc, call_id desc, attempt desc limit $3
       ) as c
     )
     select a.definition_hash as hash, count(*)::int as calls, count(distinct w.id)::int as records,
       sum(coalesce(c.cost_nano_usd, c.reserved_nano_usd))::text as "costNanoUsd",
       ${tokens("inputTokens")}, ${tokens("cachedInputTokens")}, ${tokens("outputTokens")},
       ${milliseconds(0.5)} as "p50Ms", ${milliseconds(0.95)} as "p95Ms", bool_or(is_cut) as "isCut",
       c.arm, grouping(c.arm) = 1 as "isWhole"
     from called as c
     cross join lateral (
       select id, fingerprint from work where id = c.work_id and enrichment = $1 limit 1
     ) as w
     cross join lateral (
       select definition_hash from answer
       where fingerprint = w.fingerprint and replaced_at is null and work_id = w.id
         and answered_at between c.started_at and c.started_at + ${longestAsk}
       limit 1
     ) as a
     where a.definition_hash is not null
     group by grouping sets ((a.definition_hash), (a.definition_hash, c.arm))`,
    [enrichment, since, callsPerModel],
  );
  return {
    versions: rows.flatMap(({ isCut: _, isWhole, arm: __, ...figures }) =>
      isWhole ? { ...figures, arms: armsOf(rows, figures.hash) } : [],
    ),
    isCut: rows.some(({ isCut }) => isCut),
  };
}

type Row = Figures & { arm: string | null; isCut: boolean; isWhole: boolean };

function armsOf(rows: readonly Row[], hash: string): VersionFigures["arms"] {
  return rows.flatMap(({ isCut: _, isWhole, arm, ...figures }) =>
    isWhole || arm === null || figures.hash !== hash ? [] : { ...figures, arm },
  );
}

function tokens(name: string): string {
  return `coalesce(sum((c.usage->>'${name}')::float8), 0) as "${name}"`;
}

function milliseconds(share: number): string {
  return `percentile_cont(${share}) within group (order by extract(epoch from c.settled_at - c.started_at) * 1000)`;
}
