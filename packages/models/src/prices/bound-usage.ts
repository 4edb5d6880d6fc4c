import type { TokenUsage } from "../model-provider.ts";

/** What a request can use at most follows from these. */
export interface RequestBounds {
  inputTokensAtMost: number;
  /** Reasoning included. */
  maxOutputTokens: number;
}

export interface BoundUsage {
  usage: TokenUsage;
  beyond: readonly ("input" | "output")[];
}

/**
 * Usage as it can be: no more tokens than the request can use, none below zero, and no more parts than
 * there is of the whole, where those that cost more count first. Pure.
 */
export function boundUsage(told: TokenUsage, bounds: RequestBounds): BoundUsage {
  const input = bounded(told.inputTokens, bounds.inputTokensAtMost);
  const output = bounded(told.outputTokens, bounds.maxOutputTokens);
  const byLifetime = told.cacheWriteTokensByLifetime;
  const writes = byLifetime && boundParts(byLifetime, input.tokens);
  const written = Math.max(part(told.cacheWriteTokens, input.tokens), sumOf(writes));
  return {
    usage: {
      ...told,
      inputTokens: input.tokens,
      cachedInputTokens: part(told.cachedInputTokens, input.tokens - written),
      cacheWriteTokens: written,
      ...(writes && { cacheWriteTokensByLifetime: writes }),
      outputTokens: output.tokens,
      reasoningTokens: part(told.reasoningTokens, output.tokens),
      billedNanoUsd: told.billedNanoUsd && part(told.billedNanoUsd, Number.MAX_SAFE_INTEGER),
    },
    beyond: [
      ...(input.isBeyond ? (["input"] as const) : []),
      ...(output.isBeyond ? (["output"] as const) : []),
    ],
  };
}

function bounded(told: number, atMost: number): { tokens: number; isBeyond: boolean } {
  const isCount = Number.isInteger(told) && told >= 0;
  return isCount && told <= atMost
    ? { tokens: told, isBeyond: false }
    : { tokens: atMost, isBeyond: true };
}

function part(told: number | undefined, whole: number): number {
  return told !== undefined && Number.isInteger(told) && told > 0 ? Math.min(told, whole) : 0;
}

function boundParts(
  parts: Readonly<Record<string, number>>,
  whole: number,
): Record<string, number> {
  let left = whole;
  return Object.fromEntries(
    Object.entries(parts).map(([name, told]) => {
      const tokens = part(told, left);
      left -= tokens;
      return [name, tokens];
    }),
  );
}

function sumOf(parts: Readonly<Record<string, number>> | undefined): number {
  return Object.values(parts ?? {}).reduce((sum, tokens) => sum + tokens, 0);
}
