import type { AttemptKind } from "@fieldwork/budget";
import type { NanoUsd } from "@fieldwork/contracts";
import type { JsonSchema } from "./answer-schema.ts";
import type { OnExchange } from "./exchange/exchange.ts";
import type { GenerateRequest } from "./model-layer.ts";
import type { ModelProvider, PreparedCall, RepairTurn } from "./model-provider.ts";
import type { ModelRef } from "./model-ref.ts";
import type { NoticeIgnored } from "./notice-ignored.ts";
import type { PassedOver } from "./passed-over.ts";
import { type PricedRequest, upperBoundNanoUsd } from "./prices/charge.ts";
import type { Prices } from "./prices/prices.ts";
import { ProviderError } from "./provider-error.ts";

/** Which model is asked now, and how often it was asked before. */
export interface AttemptTurn {
  call: GenerateRequest;
  schema: JsonSchema;
  ref: ModelRef;
  /** From 1, over all models of the call. */
  attempt: number;
  kind: AttemptKind;
  repair?: RepairTurn | undefined;
  /** For this attempt, reasoning included. */
  maxOutputTokens: number;
  /** From its admission on. */
  timeoutMs: number;
  /** Until the deadline of the call, including the wait for admission. */
  leftMs: number;
  /** How long it may wait for admission. */
  maxWaitMs: number;
  /** For the call log: models of the route that are not asked, and why, as far as no entry tells yet. */
  passedOver?: readonly PassedOver[] | undefined;
  /** With each request that is sent for it, once it has ended; absent: nobody looks. */
  onExchange?: OnExchange | undefined;
}

/** Whether anybody waits for the answer to begin, or to go on. */
function isAwaited({ firstTokenTimeoutMs, chunkTimeoutMs, onText }: GenerateRequest): boolean {
  return (firstTokenTimeoutMs ?? chunkTimeoutMs ?? onText) !== undefined;
}

export interface PreparedAttempt {
  call: PreparedCall;
  /** Undefined: it costs nothing. */
  priced: PricedRequest | undefined;
  /** It goes by one of several keys or servers. */
  isOfSeveral?: boolean | undefined;
  /** At least what the attempt can cost. */
  reserveNanoUsd: NanoUsd;
}

export interface PrepareDeps {
  /** By name. */
  providers: ReadonlyMap<string, ModelProvider>;
  prices: Prices;
  noticeIgnored?: NoticeIgnored | undefined;
}

/**
 * Everything about an attempt that can be known before money is reserved. Throws ProviderError
 * `unpriced`, `not-configured`.
 */
export function prepareAttempt(
  { providers, prices, noticeIgnored }: PrepareDeps,
  turn: AttemptTurn,
): PreparedAttempt {
  const { call, schema, ref, repair, maxOutputTokens } = turn;
  const provider = providers.get(ref.provider);
  if (!provider) {
    throw new ProviderError(`the provider ${ref.provider} is not configured`, {
      ...ref,
      reason: "not-configured",
      outcome: "not-sent",
    });
  }
  noticeIgnored?.(provider, turn);
  const price = provider.free ? undefined : prices.priceOf(ref, new Date());
  const { model } = ref;
  const { task, instructions, input } = call;
  const sending = provider.prepare({
    ...{ model, task, instructions, input, schema, maxOutputTokens, repair },
    inOnePiece: !isAwaited(call),
  });
  const isOfSeveral = provider.ways !== undefined;
  if (!price) return { call: sending, priced: undefined, isOfSeveral, reserveNanoUsd: 0n };
  const { inputTokensAtMost, region } = sending;
  const priced = { price, inputTokensAtMost, maxOutputTokens, region };
  return { call: sending, priced, isOfSeveral, reserveNanoUsd: upperBoundNanoUsd(priced) };
}
