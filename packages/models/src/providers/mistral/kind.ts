import { answerModes } from "../../answer-mode.ts";
import { piecesOf } from "../../exchange/stand-in.ts";
import { priceTable } from "../../prices/price-table.ts";
import { defineVendor } from "../vendor-kind.ts";
import mistralTable from "./prices.json" with { type: "json" };
import { createMistralProvider } from "./provider.ts";

/** What we set ourselves, and what would multiply a call's cost or change what it may do. */
const ownBodyKeys = [
  ...["model", "messages", "max_tokens", "n", "stream", "response_format", "tools"],
  ...["tool_choice", "prediction", "guardrails", "prompt_cache_key"],
];

/** Mistral, by its chat completions. */
export const mistralKind = defineVendor({
  ...{ name: "mistral", title: "Mistral", prefix: "MISTRAL" },
  prices: priceTable.parse(mistralTable),
  defaultModel: "mistral-small-latest",
  ...{ options: {}, ownBodyKeys, modes: answerModes },
  create: createMistralProvider,
  streamOf: streamOfChunks,
});

function streamOfChunks(answer: string): string {
  const usage = { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 };
  const chunk = (content: string, finish_reason: string | null, more: object = {}) => ({
    choices: [{ index: 0, delta: { content }, finish_reason }],
    ...more,
  });
  return [...piecesOf(answer).map((piece) => chunk(piece, null)), chunk("", "stop", { usage })]
    .map((one) => `data: ${JSON.stringify(one)}\n\n`)
    .concat("data: [DONE]\n\n")
    .join("");
}
