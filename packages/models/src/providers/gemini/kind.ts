import { answerModes } from "../../answer-mode.ts";
import { piecesOf } from "../../exchange/stand-in.ts";
import { priceTable } from "../../prices/price-table.ts";
import { defineVendor } from "../vendor-kind.ts";
import geminiTable from "./prices.json" with { type: "json" };
import { createGeminiProvider } from "./provider.ts";

/** What we set ourselves, and what would multiply a call's cost or change what it may do. */
const ownBodyKeys = [
  ...["contents", "systemInstruction", "system_instruction", "generationConfig"],
  ...["generation_config", "tools", "toolConfig", "tool_config", "cachedContent"],
  ...["cached_content", "serviceTier", "service_tier", "store"],
];

/** Google, by the Gemini API. */
export const geminiKind = defineVendor({
  ...{ name: "gemini", title: "Google Gemini", prefix: "GEMINI" },
  prices: priceTable.parse(geminiTable),
  defaultModel: "gemini-3.1-flash-lite",
  ...{ options: {}, ownBodyKeys, modes: answerModes },
  create: createGeminiProvider,
  streamOf: streamOfChunks,
});

function streamOfChunks(answer: string): string {
  const usageMetadata = { promptTokenCount: 100, candidatesTokenCount: 50, totalTokenCount: 150 };
  const chunk = (text: string, more: object = {}) => ({
    candidates: [{ content: { role: "model", parts: [{ text }] }, ...more }],
    usageMetadata,
  });
  return [...piecesOf(answer).map((text) => chunk(text)), chunk("", { finishReason: "STOP" })]
    .map((one) => `data: ${JSON.stringify(one)}\r\n\r\n`)
    .join("");
}
