import type { NanoUsd } from "@fieldwork/contracts";
import type { JsonSchema } from "./answer-schema.ts";
import type { AttemptKind } from "./budget/budget.ts";
import type { GenerateRequest } from "./model-layer.ts";
import type { ModelProvider, ModelRequest, RepairTurn } from "./model-provider.ts";
import type { ModelRef } from "./model-ref.ts";
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
  /** Of this attempt, reasoning included. */
  maxOutputTokens: number;
  /** From its admission on. */
  timeoutMs: number;
  /** Until the deadline of the call, waiting for admission included. */
  leftMs: number;
  /** How long it may wait for admission. */
  maxWaitMs: number;
}

export interface PreparedAttempt {
  provider: ModelProvider;
  request: ModelRequest;
  /** Undefined: it costs nothing. */
  priced: PricedRequest | undefined;
  /** No less than the attempt can cost. */
  reserveNanoUsd: NanoUsd;
  /** For admission, which settling corrects. */
  estimatedInputTokens: number;
}

// English has four bytes a token, other languages fewer; settling gives back what was too much.
const bytesPerToken = 3;

/** Everything of an attempt that can be known before money is held. Throws AppError `price_unknown`, `model_misconfigured`. */
export function prepareAttempt(
  { providers, prices }: { providers: ReadonlyMap<string, ModelProvider>; prices: Prices },
  { call, schema, ref, repair, maxOutputTokens }: AttemptTurn,
): PreparedAttempt {
  const provider = providers.get(ref.provider);
  if (!provider) {
    throw new ProviderError(`the provider ${ref.provider} is not configured`, {
      ...ref,
      reason: "not-configured",
      outcome: "not-sent",
    });
  }
  const { task, instructions, input, fields, outputs } = call;
  const request = {
    model: ref.model,
    task,
    instructions,
    input,
    fields,
    outputs,
    schema,
    maxOutputTokens,
    repair,
  };
  if (provider.free) {
    return { provider, request, priced: undefined, reserveNanoUsd: 0n, estimatedInputTokens: 0 };
  }
  const price = prices.priceOf(ref, new Date());
  const requestBytes = provider.requestBytes(request);
  const priced = { price, requestBytes, maxOutputTokens, region: provider.region };
  return {
    provider,
    request,
    priced,
    reserveNanoUsd: upperBoundNanoUsd(priced),
    estimatedInputTokens: Math.ceil(requestBytes / bytesPerToken),
  };
}
