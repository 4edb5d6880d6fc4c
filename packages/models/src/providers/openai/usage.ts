import type { TokenUsage } from "../../model-provider.ts";
import { usageReply, type VendorUsage } from "./usage-words.ts";

/**
 * The usage that a body of either API reports, whatever else is wrong with it. If its counts do not add
 * up, the larger ones count: some leave reasoning out of the output, and only the total shows it. Null
 * if it does not report both input and output. Pure.
 */
export function usageFromReply(body: unknown): TokenUsage | null {
  const parsed = usageReply.safeParse(body);
  const usage = parsed.data?.usage ?? parsed.data?.x_groq?.usage;
  const whole = usage && wholeOf(usage);
  if (!whole) return null;
  const serviceTier = parsed.data?.service_tier?.trim().toLowerCase();
  return {
    ...whole,
    ...cacheOf(usage),
    reasoningTokens: reasoningOf(usage),
    ...(serviceTier && { serviceTier }),
    ...toolsOf(usage),
    ...billOf(usage),
  };
}

function toolsOf(usage: VendorUsage): Pick<TokenUsage, "serverToolCalls"> {
  const { server_tool_use, server_tool_use_details, num_server_side_tools_used: any } = usage;
  const told = Object.entries({ ...server_tool_use, ...server_tool_use_details, any }).flatMap(
    ([name, calls = 0]) => (calls > 0 ? [[name.replace(/_requests$/, ""), calls] as const] : []),
  );
  return told.length === 0 ? {} : { serverToolCalls: Object.fromEntries(told) };
}

function wholeOf(usage: VendorUsage): Pick<TokenUsage, "inputTokens" | "outputTokens"> | undefined {
  const { prompt_tokens, input_tokens, completion_tokens, output_tokens, total_tokens } = usage;
  const { prompt_cache_hit_tokens: hit, prompt_cache_miss_tokens: miss } = usage;
  const isSplit = hit !== undefined && miss !== undefined;
  const input = largest(prompt_tokens, input_tokens, isSplit ? hit + miss : undefined);
  const output = largest(completion_tokens, output_tokens);
  const inputTokens = input ?? difference(total_tokens, output);
  const outputTokens = largest(output, difference(total_tokens, input), outsideOf(usage, output));
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  return { inputTokens: Math.max(inputTokens, cacheOf(usage).cacheWriteTokens), outputTokens };
}

/** Reasoning beyond the output is no part of it: it comes on top, unless a total says how much there is. */
function outsideOf(usage: VendorUsage, output: number | undefined): number | undefined {
  const reasoning = reasoningOf(usage);
  if (output === undefined || reasoning <= output) return undefined;
  return usage.total_tokens === undefined ? output + reasoning : reasoning;
}

function reasoningOf(usage: VendorUsage): number {
  const { completion_tokens_details: chat, output_tokens_details: responses } = usage;
  return largest(chat?.reasoning_tokens, responses?.reasoning_tokens) ?? 0;
}

function cacheOf(usage: VendorUsage) {
  const details = [usage.prompt_tokens_details, usage.input_tokens_details];
  const byLifetime = lifetimesOf(
    usage.cache_creation,
    ...details.map((one) => one?.cache_write_tokens_details),
  );
  const lifetimes = Object.values(byLifetime);
  return {
    cachedInputTokens:
      largest(
        ...details.map((one) => one?.cached_tokens),
        usage.num_cached_tokens,
        usage.cached_tokens,
        usage.prompt_cache_hit_tokens,
        usage.cache_read_input_tokens,
      ) ?? 0,
    cacheWriteTokens:
      largest(
        ...details.map((one) => one?.cache_write_tokens),
        usage.cache_creation_input_tokens,
        lifetimes.reduce((sum, tokens) => sum + tokens, 0),
      ) ?? 0,
    ...(lifetimes.length > 0 && { cacheWriteTokensByLifetime: byLifetime }),
  };
}

/** `ttl_30m_tokens` of OpenAI, `ephemeral_1h_input_tokens` of Anthropic. */
const lifetimeKey = /^(?:ttl_([a-z0-9]+)_tokens|ephemeral_([a-z0-9]+)_input_tokens)$/;

function lifetimesOf(
  ...told: readonly (Record<string, number | undefined> | undefined)[]
): Record<string, number> {
  const lifetimes: Record<string, number> = {};
  for (const [key, tokens = 0] of told.flatMap((one) => Object.entries(one ?? {}))) {
    const [, openai, anthropic] = lifetimeKey.exec(key) ?? [];
    const lifetime = openai ?? anthropic;
    if (lifetime !== undefined && tokens > 0) lifetimes[lifetime] = tokens;
  }
  return lifetimes;
}

function billOf(usage: VendorUsage): Pick<TokenUsage, "billedNanoUsd"> {
  const { cost, is_byok, cost_details, cost_in_usd_ticks: ticks } = usage;
  const upstream = is_byok ? (cost_details?.upstream_inference_cost ?? 0) : 0;
  const billed = largest(
    cost === undefined ? undefined : nanoUsd(cost + upstream),
    ticks === undefined ? undefined : Math.ceil(ticks / 10),
  );
  return billed === undefined ? {} : { billedNanoUsd: billed };
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
