import type { KnownModel } from "../../prices/price-table-from-genai-prices.ts";

/** The text models of the Gemini API that answer by schema. Their prices are vendored. */
export const geminiModels: readonly KnownModel[] = [
  { model: "gemini-3.8-flash" },
  { model: "gemini-3.7-flash" },
  { model: "gemini-3.6-flash" },
  { model: "gemini-3.5-flash" },
  { model: "gemini-3.5-flash-lite" },
  { model: "gemini-3.1-pro-preview" },
  { model: "gemini-3.1-flash-lite" },
  { model: "gemini-3-flash-preview" },
  { model: "gemini-2.5-pro" },
  { model: "gemini-2.5-flash" },
  { model: "gemini-2.5-flash-lite" },
];
