import { isFields } from "../../exchange/body.ts";
import { countIn } from "../../exchange/counts.ts";
import { countsIn, type Fields, fieldsIn, textIn } from "../../exchange/lenient.ts";
import type { TokenUsage } from "../../model-provider.ts";

/**
 * The usage that a body of either API reports, in its words or in those that vendors who speak its protocol have added,
 * whatever else is wrong with it. If its counts do not add up, the larger ones count: some leave reasoning out of the
 * output, and only the total shows it. Null if it does not report both input and output. Pure.
 */
export function usageFromReply(body: unknown): TokenUsage | null {
  const { usage: told, x_groq, service_tier } = fieldsIn(body);
  const usage = [told, fieldsIn(x_groq).usage].find(isFields);
  if (!usage) return null;
  const cache = cacheOf(usage);
  const reasoningTokens = reasoningOf(usage);
  const whole = wholeOf(usage, { ...cache, reasoningTokens });
  if (!whole) return null;
  const serviceTier = textIn(service_tier)?.trim().toLowerCase();
  return {
    ...whole,
    ...cache,
    reasoningTokens,
    ...(serviceTier && { serviceTier }),
    ...toolsOf(usage),
    ...billOf(usage),
  };
}

/** Anthropic's models behind gateways, and OpenRouter: `web_search_requests`. xAI, of all tools together. */
function toolsOf(usage: Fields): Pick<TokenUsage, "serverToolCalls"> {
  const { server_tool_use, server_tool_use_details, num_server_side_tools_used } = usage;
  if ((server_tool_use ?? server_tool_use_details ?? num_server_side_tools_used) == null) return {};
  const told = Object.entries({
    ...countsIn(server_tool_use),
    ...countsIn(server_tool_use_details),
    any: countIn(num_server_side_tools_used),
  }).flatMap(([name, calls = 0]) =>
    calls > 0 ? [[name.replace(/_requests$/, ""), calls] as const] : [],
  );
  return told.length === 0 ? {} : { serverToolCalls: Object.fromEntries(told) };
}

type Parts = Pick<TokenUsage, "reasoningTokens"> & { cacheWriteTokens: number };

function wholeOf(
  usage: Fields,
  { cacheWriteTokens, reasoningTokens }: Parts,
): Pick<TokenUsage, "inputTokens" | "outputTokens"> | undefined {
  const hit = countIn(usage.prompt_cache_hit_tokens);
  const miss = countIn(usage.prompt_cache_miss_tokens);
  const split = hit === undefined || miss === undefined ? undefined : hit + miss;
  const total = countIn(usage.total_tokens);
  const input = largest(countIn(usage.prompt_tokens), countIn(usage.input_tokens), split);
  const output = largest(countIn(usage.completion_tokens), countIn(usage.output_tokens));
  const inputTokens = input ?? difference(total, output);
  const outside = outsideOf({ total, output, reasoningTokens });
  const outputTokens = largest(output, difference(total, input), outside);
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  return { inputTokens: Math.max(inputTokens, cacheWriteTokens), outputTokens };
}

/** Reasoning beyond the output is no part of it: it comes on top, unless a total says how much there is. */
function outsideOf({
  total,
  output,
  reasoningTokens,
}: {
  total: number | undefined;
  output: number | undefined;
  reasoningTokens: number;
}): number | undefined {
  if (output === undefined || reasoningTokens <= output) return undefined;
  return total === undefined ? output + reasoningTokens : reasoningTokens;
}

function reasoningOf(usage: Fields): number {
  const details = [usage.completion_tokens_details, usage.output_tokens_details];
  return largest(...details.map((one) => countIn(fieldsIn(one).reasoning_tokens))) ?? 0;
}

function cacheOf(usage: Fields) {
  const details = [usage.prompt_tokens_details, usage.input_tokens_details].map(fieldsIn);
  const byLifetime = lifetimesOf(
    usage.cache_creation,
    ...details.map((one) => one.cache_write_tokens_details),
  );
  const lifetimes = Object.values(byLifetime);
  return {
    cachedInputTokens:
      largest(
        ...details.map((one) => countIn(one.cached_tokens)),
        // Mistral, Moonshot, DeepSeek, and gateways before Anthropic's models.
        countIn(usage.num_cached_tokens),
        countIn(usage.cached_tokens),
        countIn(usage.prompt_cache_hit_tokens),
        countIn(usage.cache_read_input_tokens),
      ) ?? 0,
    cacheWriteTokens:
      largest(
        ...details.map((one) => countIn(one.cache_write_tokens)),
        countIn(usage.cache_creation_input_tokens),
        lifetimes.reduce((sum, tokens) => sum + tokens, 0),
      ) ?? 0,
    ...(lifetimes.length > 0 && { cacheWriteTokensByLifetime: byLifetime }),
  };
}

/** `ttl_30m_tokens` of OpenAI, `ephemeral_1h_input_tokens` of Anthropic. */
const lifetimeKey = /^(?:ttl_([a-z0-9]+)_tokens|ephemeral_([a-z0-9]+)_input_tokens)$/;

function lifetimesOf(...told: readonly unknown[]): Record<string, number> {
  const lifetimes: Record<string, number> = {};
  for (const [key, tokens = 0] of told.flatMap((one) => Object.entries(countsIn(one)))) {
    const [, openai, anthropic] = lifetimeKey.exec(key) ?? [];
    const lifetime = openai ?? anthropic;
    if (lifetime !== undefined && tokens > 0) lifetimes[lifetime] = tokens;
  }
  return lifetimes;
}

/** OpenRouter's, where what a customer's own key is billed for is separate from its fee, and xAI's: ten billion to the dollar. */
function billOf(usage: Fields): Pick<TokenUsage, "billedNanoUsd"> {
  const cost = usdIn(usage.cost);
  const ticks = countIn(usage.cost_in_usd_ticks);
  const upstream = usage.is_byok === true ? fieldsIn(usage.cost_details) : {};
  const billed = largest(
    cost === undefined ? undefined : nanoUsd(cost + (usdIn(upstream.upstream_inference_cost) ?? 0)),
    ticks === undefined ? undefined : Math.ceil(ticks / 10),
  );
  return billed === undefined ? {} : { billedNanoUsd: billed };
}

function usdIn(told: unknown): number | undefined {
  const usd = typeof told === "string" && told.trim() !== "" ? Number(told) : told;
  return typeof usd === "number" && Number.isFinite(usd) && usd >= 0 ? usd : undefined;
}

function nanoUsd(usd: number): number {
  // A vendor's sum of floats: its last digits are no money.
  return Math.min(Math.ceil(Number((usd * 1e9).toFixed(3))), Number.MAX_SAFE_INTEGER);
}

function largest(...told: readonly (number | undefined)[]): number | undefined {
  const known = told.filter((one) => one !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function difference(total: number | undefined, part: number | undefined): number | undefined {
  return total === undefined || part === undefined ? undefined : Math.max(0, total - part);
}
