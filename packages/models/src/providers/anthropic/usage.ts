import { z } from "zod";
import { count, counts } from "../../exchange/counts.ts";
import type { TokenUsage } from "../../model-provider.ts";

const tokens = {
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
  cache_creation: counts,
};
const iteration = z.object({ ...tokens, type: z.string().optional().catch(undefined) }).partial();

const vendorUsage = z
  .object({
    ...tokens,
    output_tokens_details: z.object({ thinking_tokens: count }).partial().catch({}),
    server_tool_use: counts,
    service_tier: z.string().optional().catch(undefined),
    inference_geo: z.string().optional().catch(undefined),
    iterations: z.array(iteration).optional().catch(undefined),
  })
  .partial();
type VendorUsage = z.infer<typeof vendorUsage>;
/** The counts of one round, of which there is mostly one. */
type Round = z.infer<typeof iteration>;

/**
 * The usage that a message reports. Anthropic counts what it read from its cache and what it wrote
 * there beside the input; ours includes both. Null if it does not report both input and output. Pure.
 */
export function usageFromMessage(usage: unknown): TokenUsage | null {
  const told = vendorUsage.safeParse(usage).data;
  const whole = told && sumOf(roundsOf(told));
  if (!told || !whole) return null;
  const { output_tokens_details: details, service_tier: tier, inference_geo: geo } = told;
  const tools = toolsOf(told);
  return {
    ...whole,
    reasoningTokens: details?.thinking_tokens ?? 0,
    ...(tier && { serviceTier: tier.trim().toLowerCase() }),
    ...(geo && { region: geo }),
    ...(Object.keys(tools).length > 0 && { serverToolCalls: tools }),
  };
}

/** A message whose context was compacted on the way tells of the last round alone. */
function roundsOf(told: VendorUsage): readonly Round[] {
  const rounds = told.iterations?.filter(({ type }) => type === "message" || type === "compaction");
  return rounds?.some(({ type }) => type === "compaction") ? rounds : [told];
}

type Whole = Omit<TokenUsage, "reasoningTokens">;

function sumOf(rounds: readonly Round[]): Whole | undefined {
  const sum = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };
  const lifetimes: Record<string, number> = {};
  for (const round of rounds) {
    const { input_tokens: fresh, output_tokens: output } = round;
    if (fresh === undefined || output === undefined) return undefined;
    const written = writesOf(round);
    const cached = round.cache_read_input_tokens ?? 0;
    sum.inputTokens += fresh + cached + written.tokens;
    sum.cachedInputTokens += cached;
    sum.cacheWriteTokens += written.tokens;
    sum.outputTokens += output;
    for (const [lifetime, some] of Object.entries(written.byLifetime)) {
      lifetimes[lifetime] = (lifetimes[lifetime] ?? 0) + some;
    }
  }
  const isTold = Object.keys(lifetimes).length > 0;
  return { ...sum, ...(isTold && { cacheWriteTokensByLifetime: lifetimes }) };
}

const lifetimeKey = /^ephemeral_([a-z0-9]+)_input_tokens$/;

function writesOf({ cache_creation, cache_creation_input_tokens: told = 0 }: Round) {
  const byLifetime = Object.fromEntries(
    Object.entries(cache_creation ?? {}).flatMap(([key, some = 0]) => {
      const [, lifetime] = lifetimeKey.exec(key) ?? [];
      return lifetime !== undefined && some > 0 ? [[lifetime, some] as const] : [];
    }),
  );
  const sum = Object.values(byLifetime).reduce((all, some) => all + some, 0);
  return { tokens: Math.max(told, sum), byLifetime };
}

/** None was asked for. An advisor is another model, which is charged for by its own price. */
function toolsOf({ server_tool_use: told = {}, iterations = [] }: VendorUsage) {
  const advice = iterations.filter(({ type }) => type === "advisor_message").length;
  const calls = Object.entries({ ...told, advisor: advice }).flatMap(([name, some = 0]) =>
    some > 0 ? [[name.replace(/_requests$/, ""), some] as const] : [],
  );
  return Object.fromEntries(calls);
}
