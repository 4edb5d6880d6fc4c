import type { Enrichment } from "@fieldwork/enrichments";

/** Of companies, with one input and no outputs. */
export const plainEnrichment = (name: string): Enrichment => ({
  name,
  description: "Industry of a company",
  object: "company",
  inputs: [{ field: "description", required: true, maxChars: 4000 }],
  outputs: [],
  route: ["baseline/tf-idf"],
  maxOutputTokens: 100,
  prompt: "Classify.",
  hash: "d1",
  promptVersion: "v1",
  examples: [],
  cases: [],
});
