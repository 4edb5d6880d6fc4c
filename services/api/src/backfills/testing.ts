import type { ModelTerms } from "@fieldwork/contracts";
import type { EnrichmentFile } from "@fieldwork/enrichments";
import { type Database, releaseDefinitions } from "@fieldwork/store";
import { confirmTerms } from "@fieldwork/store/terms";

/** A definition that writes a choice, never its text, and is asked about two fields. */
export const testDefinition: EnrichmentFile & { prompt: string; examples: []; cases: [] } = {
  ...{ name: "profile", description: "What it does", object: "company" },
  inputs: [
    { field: "description", required: true, maxChars: 100 },
    { field: "name", required: false, maxChars: 100 },
  ],
  outputs: [
    {
      ...{
        name: "industry",
        field: "ai_industry",
        type: "choice",
        options: ["Energy", "Media"],
      },
      ...{ label: "Industry", policy: "own-or-empty", reviewBelow: 0 },
    },
    {
      ...{ name: "summary", field: "ai_summary", type: "text", maxChars: 100, label: "Summary" },
      ...{ policy: "never", reviewBelow: 0 },
    },
  ],
  ...{ route: ["openai/m"], maxOutputTokens: 200, prompt: "Say it.", examples: [], cases: [] },
};

export const testTerms: ModelTerms = {
  model: "openai/m",
  price: { inputPicoUsd: 1_000_000, outputPicoUsd: 4_000_000, regionalPercent: 0 },
  limits: [{ unit: "requests", per: "minute", limit: 60 }],
};

/** Releases the definition under a hash, and confirms the price of its model. */
export async function releaseForTest(database: Database, hash: string): Promise<void> {
  const definitions = [{ name: "profile", hash, content: testDefinition }];
  await releaseDefinitions(database, { definitions, by: "ann" });
  const routes = [{ enrichment: "profile", models: ["openai/m"] }];
  await confirmTerms(database, { terms: [testTerms], routes });
}
