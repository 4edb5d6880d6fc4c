import { createHash } from "node:crypto";
import type { LabelledCase } from "./definition.ts";
import { normalisedText } from "./normalised-text.ts";

/** The columns of the companies' CSV that are used here. */
export interface CompanyRow {
  name: string;
  summary: string;
  sector: string;
  website: string;
}

// Chosen once, without looking. Another salt would give another split, and the figures in the README
// would not hold.
const salt = "fieldwork-company-profile";

/**
 * Splits labelled companies into a quarter of examples and the rest as cases, by a hash of the
 * normalised summary. Each summary is used once, so two listings of one company are never on both
 * sides; nor does a case have the name of an example. Pure.
 */
export function splitCompanies(rows: readonly CompanyRow[]): {
  examples: LabelledCase[];
  cases: LabelledCase[];
} {
  const firsts = new Map<string, CompanyRow>();
  for (const row of rows) {
    const key = normalisedText(row.summary);
    if (!firsts.has(key)) firsts.set(key, row);
  }
  const distinct = [...firsts.values()];
  const examples = distinct.filter(isExample);
  const known = new Set(examples.map(({ name }) => normalisedText(name)));
  const cases = distinct.filter((row) => !isExample(row) && !known.has(normalisedText(row.name)));
  return { examples: examples.map(labelled), cases: cases.map(labelled) };
}

function isExample({ summary }: CompanyRow): boolean {
  const [byte = 0] = createHash("sha256")
    .update(salt + normalisedText(summary))
    .digest();
  return byte % 4 === 0;
}

function labelled({ name, summary, sector, website }: CompanyRow): LabelledCase {
  const domain = URL.canParse(website) ? new URL(website).hostname.replace(/^www\./, "") : "";
  return {
    inputs: { description: summary, name, ...(domain !== "" && { domain }) },
    expected: { industry: sector },
  };
}
