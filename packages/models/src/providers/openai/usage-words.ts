import { z } from "zod";
import { count, counts } from "../../exchange/counts.ts";

const usd = z.preprocess(
  (told) => (typeof told === "string" && told.trim() !== "" ? Number(told) : told),
  z.number().nonnegative().optional().catch(undefined),
);

const inputDetails = z
  .object({
    cached_tokens: count,
    cache_write_tokens: count,
    cache_write_tokens_details: counts,
  })
  .partial()
  .catch({});
const outputDetails = z.object({ reasoning_tokens: count }).partial().catch({});

/** The words of both APIs, and those that vendors who speak their protocol have added. */
const vendorUsage = z
  .object({
    prompt_tokens: count,
    input_tokens: count,
    completion_tokens: count,
    output_tokens: count,
    total_tokens: count,
    prompt_tokens_details: inputDetails,
    input_tokens_details: inputDetails,
    completion_tokens_details: outputDetails,
    output_tokens_details: outputDetails,
    // Mistral, Moonshot, DeepSeek.
    num_cached_tokens: count,
    cached_tokens: count,
    prompt_cache_hit_tokens: count,
    prompt_cache_miss_tokens: count,
    // Gateways before Anthropic's models.
    cache_read_input_tokens: count,
    cache_creation_input_tokens: count,
    cache_creation: counts,
    // Anthropic's models behind gateways, and OpenRouter: `web_search_requests`.
    server_tool_use: counts,
    server_tool_use_details: counts,
    // xAI, of all tools together.
    num_server_side_tools_used: count,
    // OpenRouter; what a customer's own key is billed for is separate from its fee.
    cost: usd,
    is_byok: z.boolean().optional().catch(undefined),
    cost_details: z.object({ upstream_inference_cost: usd }).partial().catch({}),
    // xAI: ten billion to the dollar.
    cost_in_usd_ticks: count,
  })
  .partial();
export type VendorUsage = z.infer<typeof vendorUsage>;

/** The parts of a body of either API that report usage. */
export const usageReply = z.object({
  usage: vendorUsage.optional().catch(undefined),
  x_groq: z
    .object({ usage: vendorUsage.optional().catch(undefined) })
    .optional()
    .catch(undefined),
  service_tier: z.string().optional().catch(undefined),
});
