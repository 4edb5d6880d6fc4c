import type { KnownModel } from "../../prices/price-table-from-genai-prices.ts";

// Released on or after 5 March 2026: https://developers.openai.com/api/docs/guides/data-residency
const regionalPercent = 10;
// https://developers.openai.com/api/docs/deprecations
const on = "2026-10-23";

/** The text models of OpenAI that answer by strict schema. Their prices are vendored. */
export const openaiModels: readonly KnownModel[] = [
  { model: "gpt-6.1-sol", regionalPercent },
  {
    model: "gpt-6.1-terra",
    regionalPercent,
    // https://developers.openai.com/api/docs/models/gpt-6.1-terra
    cacheWriteUsdPerMtok: { "30m": "1.25", "12h": "2.50" },
  },
  { model: "gpt-6-astra", regionalPercent },
  { model: "gpt-6-sol", regionalPercent },
  { model: "gpt-6-luna", regionalPercent },
  { model: "gpt-5.6-sol", regionalPercent },
  { model: "gpt-5.6-terra", regionalPercent },
  { model: "gpt-5.6-luna", regionalPercent },
  { model: "gpt-5.5", regionalPercent },
  { model: "gpt-5.4", regionalPercent },
  { model: "gpt-5.4-mini", regionalPercent },
  { model: "gpt-5.4-nano", regionalPercent },
  { model: "gpt-5.2" },
  { model: "gpt-5.1" },
  { model: "gpt-5" },
  { model: "gpt-5-mini" },
  { model: "gpt-5-nano" },
  { model: "gpt-4.1" },
  { model: "gpt-4.1-mini" },
  { model: "gpt-4.1-nano", ended: { on, successor: "gpt-5.6-luna" } },
  { model: "gpt-4o" },
  { model: "gpt-4o-mini" },
  { model: "o3" },
  { model: "o3-mini", ended: { on, successor: "gpt-5.6-sol" } },
  { model: "o4-mini", ended: { on, successor: "gpt-5.6-terra" } },
];
