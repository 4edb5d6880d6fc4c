import { type Enrichment, evaluate, normalisedText } from "@fieldwork/enrichments";
import { nearestNeighbourShare } from "@fieldwork/models";
import { type AnsweredOutputRow, findAnsweredOutputs, type Reader } from "@fieldwork/store/reading";

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
 * Compares distinct companies that are not among the labelled examples and whose description is still
 * the one that the label was given for.
 */
export async function findIndustryAgreement(
  reader: Reader,
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
  const answered = new Map<string, AnsweredOutputRow & { expected: string }>();
  const asked = { enrichment: enrichmentName, output: outputName, field };
  for (const row of await findAnsweredOutputs(reader, asked)) {
    const description = normalisedText(row.fields.description ?? "");
    const expected = sectors.get(description);
    if (expected === undefined || known.has(description) || answered.has(description)) continue;
    answered.set(description, { ...row, expected });
  }
  const rows = [...answered.values()];
  const cases = rows.map((row) => ({
    text: textOf(row.fields.description, row.fields.name),
    label: row.expected,
  }));
  return { ...evaluate(rows), nearestNeighbourShare: nearestNeighbourShare(examples, cases) };
}

function textOf(description: string | null | undefined, name: string | null | undefined): string {
  return `${description ?? ""} . ${name ?? ""}`;
}
