import { createHash } from "node:crypto";
import type { LabelledCase } from "./definition.ts";
import { normalisedText } from "./normalised-text.ts";

export interface CompanyRow {
  name: string;
  summary: string;
  sector: string;
}

// Chosen once. Another salt would give another split, and the figures in the README would not hold.
const salt = "fieldwork-company-profile";

/**
 * Splits labelled companies into a quarter of examples and the rest as cases, by a hash of the
 * normalised summary, so that two listings of one company never fall on both sides.
 */
export function splitCompanies(rows: readonly CompanyRow[]): {
  examples: LabelledCase[];
  cases: LabelledCase[];
} {
  const distinct = new Map<string, CompanyRow>();
  for (const row of rows) {
    const key = normalisedText(row.summary);
    if (!distinct.has(key)) distinct.set(key, row);
  }
  const examples: LabelledCase[] = [];
  const cases: LabelledCase[] = [];
  for (const [key, { name, summary, sector }] of distinct) {
    const [byte = 0] = createHash("sha256")
      .update(salt + key)
      .digest();
    const side = byte % 4 === 0 ? examples : cases;
    side.push({ inputs: { description: summary, name }, expected: { industry: sector } });
  }
  return { examples, cases };
}
