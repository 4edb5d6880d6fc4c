import type { KnownModel } from "../../prices/price-table-from-genai-prices.ts";

// Inside the US alone, of models from Opus 4.6 on: https://platform.claude.com/docs/en/about-claude/pricing
const regionalPercent = 10;

/** The models of Anthropic that answer by schema. Their prices are vendored. */
export const anthropicModels: readonly KnownModel[] = [
  { model: "claude-haiku-5-5", regionalPercent },
  { model: "claude-sonnet-5-5", regionalPercent },
  { model: "claude-opus-5-5", regionalPercent },
  { model: "claude-fable-5-2", regionalPercent },
  { model: "claude-mythos-5-2", regionalPercent },
  { model: "claude-fable-5-1", regionalPercent },
  { model: "claude-sonnet-5", regionalPercent },
  { model: "claude-opus-5", regionalPercent },
  { model: "claude-fable-5", regionalPercent },
  { model: "claude-opus-4-8", regionalPercent },
  { model: "claude-opus-4-7", regionalPercent },
  { model: "claude-opus-4-6", regionalPercent },
  { model: "claude-sonnet-4-6", regionalPercent },
  { model: "claude-opus-4-5" },
  { model: "claude-sonnet-4-5" },
  { model: "claude-haiku-4-5" },
  { model: "claude-opus-4-1" },
];
