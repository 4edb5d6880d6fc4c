import type { Reader } from "./reader.ts";

/** What people decided about the answers of one model to one field, under one definition. */
export interface AcceptanceRow {
  enrichment: string;
  field: string;
  provider: string | null;
  model: string | null;
  /** Null: from before definitions were released. */
  definitionHash: string | null;
  promptVersion: string;
  connection: string;
  approved: number;
  corrected: number;
  rejected: number;
  /** Also by a pin. */
  kept: number;
  /** Written, and then replaced or cleared by a person in the CRM. */
  overridden: number;
}

/** Since when, of one enrichment or of all. */
export async function countDecided(
  reader: Pick<Reader, "query">,
  { since, enrichment }: { since: Date; enrichment?: string | undefined },
): Promise<AcceptanceRow[]> {
  const count = (how: string) => `(count(*) filter (where how = '${how}'))::int`;
  return reader.query(
    `with decided as (
       select connection, field, answer_id, case closed_as when 'pin' then 'keep' else closed_as end as how from review
       where closed_at >= $1 and closed_as in ('approve', 'correct', 'reject', 'keep', 'pin')
       union all
       select c.connection, c.field, written.answer_id, 'overridden' from owner_change as c
       cross join lateral (
         select answer_id from write_intent as i
         where (i.record_id, i.connection, i.object, i.field) = (c.record_id, c.connection, c.object, c.field)
           and i.state = 'settled' and i.answer_id is not null and i.opened_at <= c.noticed_at
         order by i.id desc limit 1) as written
       where c.from_owner = 'fieldwork' and c.noticed_at >= $1
     )
     select a.enrichment, decided.field, a.provider, a.model, a.definition_hash as "definitionHash",
       a.prompt_version as "promptVersion", decided.connection,
       ${count("approve")} as approved, ${count("correct")} as corrected, ${count("reject")} as rejected,
       ${count("keep")} as kept, ${count("overridden")} as overridden
     from decided join answer as a on a.id = decided.answer_id
     where $2::text is null or a.enrichment = $2
     group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7`,
    [since, enrichment ?? null],
  );
}
