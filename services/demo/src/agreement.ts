import { type Enrichment, evaluate, normalisedText } from "@fieldwork/enrichments";
import { nearestNeighbourShare } from "@fieldwork/models";
import type { Db } from "@fieldwork/store";

/** How often `industry` agrees with the label that was held back from the CRM. */
export interface IndustryAgreement {
  bestGuess: { agree: number; of: number };
  written: { agree: number; of: number };
  commonestShare: number;
  nearestNeighbourShare: number;
}

export interface LabelledCompany {
  summary: string;
  sector: string;
}

const enrichmentName = "company-profile";
const outputName = "industry";

/**
 * Compares on distinct companies that were not among the labelled examples: those whose description
 * still is the one that the label was given for.
 */
export async function findIndustryAgreement(
  db: Db,
  {
    enrichments,
    labels,
  }: { enrichments: readonly Enrichment[]; labels: readonly LabelledCompany[] },
): Promise<IndustryAgreement | undefined> {
  const enrichment = enrichments.find(({ name }) => name === enrichmentName);
  const field = enrichment?.outputs.find(({ name }) => name === outputName)?.field;
  if (!enrichment || !field) return undefined;
  const examples = enrichment.examples.map(({ inputs, expected }) => ({
    text: textOf(inputs.description, inputs.name),
    label: expected[outputName] ?? "",
    description: normalisedText(inputs.description ?? ""),
  }));
  const known = new Set(examples.map(({ description }) => description));
  const sectors = new Map(labels.map(({ summary, sector }) => [normalisedText(summary), sector]));
  const answered = new Map<string, AnsweredRow & { expected: string }>();
  for (const row of await findAnswered(db, field)) {
    const description = normalisedText(row.description ?? "");
    const expected = sectors.get(description);
    if (expected === undefined || known.has(description) || answered.has(description)) continue;
    answered.set(description, { ...row, expected });
  }
  const rows = [...answered.values()];
  const cases = rows.map((row) => ({
    text: textOf(row.description, row.name),
    label: row.expected,
  }));
  return { ...evaluate(rows), nearestNeighbourShare: nearestNeighbourShare(examples, cases) };
}

function textOf(description: string | null | undefined, name: string | null | undefined): string {
  return `${description ?? ""} . ${name ?? ""}`;
}

interface AnsweredRow {
  description: string | null;
  name: string | null;
  bestGuess: string | null;
  written: string | null;
}

/** What was answered for each company, and what of it stands as ours. */
async function findAnswered(db: Db, field: string): Promise<AnsweredRow[]> {
  return db.query<AnsweredRow>(
    `select record.fields->>'description' as description, record.fields->>'name' as name,
       coalesce(answer.outputs->$2->>'bestGuess', answer.outputs->$2->>'value') as "bestGuess",
       case when field_ledger.owner = 'fieldwork' then field_ledger.value end as written
     from work
     join record using (connection, object, record_id)
     join answer on answer.fingerprint = work.fingerprint and answer.replaced_at is null and answer.state = 'answered'
     left join field_ledger on field_ledger.field = $3
       and (field_ledger.connection, field_ledger.object, field_ledger.record_id)
         = (work.connection, work.object, work.record_id)
     where work.enrichment = $1
     order by work.id`,
    [enrichmentName, outputName, field],
  );
}
