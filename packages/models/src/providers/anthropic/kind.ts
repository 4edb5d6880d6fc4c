import { z } from "zod";
import { piecesOf } from "../../exchange/stand-in.ts";
import { priceTable } from "../../prices/price-table.ts";
import { defineVendor } from "../vendor-kind.ts";
import anthropicTable from "./prices.json" with { type: "json" };
import { createAnthropicProvider } from "./provider.ts";

const options = {
  /** Where the model runs: `us` or `global`; by default as the workspace has it. */
  inferenceGeo: z.string().min(1).optional(),
};
const ownOptions = z.object(options);

/** What we set ourselves, and what would multiply a call's cost or change what it may do. */
const ownBodyKeys = [
  ...["model", "messages", "system", "max_tokens", "output_config", "stream", "speed"],
  ...["service_tier", "inference_geo", "tools", "tool_choice", "mcp_servers", "container"],
  ...["cache_control", "context_management", "fallbacks", "thinking"],
];

/** Anthropic, by its Messages API. */
export const anthropicKind = defineVendor({
  ...{ name: "anthropic", title: "Anthropic", prefix: "ANTHROPIC" },
  prices: priceTable.parse(anthropicTable),
  defaultModel: "claude-haiku-5-5",
  ...{ options, ownBodyKeys, modes: ["schema", "tool", "prompt"] },
  create: (access, own) => createAnthropicProvider({ ...access, ...ownOptions.parse(own) }),
  streamOf: streamOfMessage,
});

function streamOfMessage(answer: string): string {
  const usage = { input_tokens: 100, output_tokens: 50 };
  return [
    { type: "message_start", message: { type: "message", role: "assistant", content: [], usage } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    ...piecesOf(answer).map((text) => ({
      ...{ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } },
    })),
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage },
    { type: "message_stop" },
  ]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join("");
}
