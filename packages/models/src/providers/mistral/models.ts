import type { KnownModel } from "../../prices/price-table-from-genai-prices.ts";

/** The text models of Mistral that answer by schema. Their prices are vendored. */
export const mistralModels: readonly KnownModel[] = [
  { model: "mistral-large-4" },
  { model: "mistral-large-2512" },
  { model: "mistral-medium-3-5" },
  { model: "mistral-medium-3-1" },
  { model: "mistral-medium-latest" },
  { model: "mistral-small-2603" },
  { model: "mistral-small-latest" },
  { model: "ministral-14b-2512" },
  { model: "ministral-8b-2512" },
  { model: "ministral-8b-latest" },
  { model: "ministral-3b-2512" },
];
