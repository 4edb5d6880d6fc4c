import type { Routing } from "@fieldwork/contracts";
import type { AppError } from "@fieldwork/runtime";
import type { AnswerKind } from "./decide-next.ts";
import type { ModelRef } from "./model-ref.ts";
import type { Prices } from "./prices/prices.ts";
import { ProviderError } from "./provider-error.ts";

/** The models of a call in order, and the place of the one that has failed. */
export interface FailedAt {
  route: readonly ModelRef[];
  at: number;
  /** What the definition lets follow. */
  routing?: Pick<Routing, "spill" | "afterRefusal"> | undefined;
}

/**
 * The place of the next model that may do better, by the cause: one with a longer context where the text was too long,
 * another vendor's where one refuses the content, a cheaper one where a budget has no room. What nobody knows of a
 * model does not speak against it. Beyond the route: there is none. Pure.
 */
export function nextModelAfter(
  { route, at, routing = {} }: FailedAt,
  end: AnswerKind | AppError,
  prices: Prices,
): number {
  const failed = route[at];
  if (typeof end === "object" && isForbidden(end, routing)) return route.length;
  const mayHelp = failed && typeof end === "object" ? helpAgainst(end, failed, prices) : () => true;
  const next = route.findIndex((ref, index) => index > at && mayHelp(ref));
  return next < 0 ? route.length : next;
}

function isForbidden(
  error: AppError,
  { spill, afterRefusal }: Pick<Routing, "spill" | "afterRefusal">,
): boolean {
  if (error.code === "admission_refused") return spill === false;
  const isRefusal = error instanceof ProviderError && error.reason === "refused-content";
  return isRefusal && afterRefusal === "stop";
}

function helpAgainst(
  error: AppError,
  failed: ModelRef,
  prices: Prices,
): (ref: ModelRef) => boolean {
  if (error.code === "budget_exhausted") return (ref) => isCheaper(ref, failed, prices);
  if (!(error instanceof ProviderError)) return () => true;
  switch (error.reason) {
    case "too-long":
      return (ref) => isLonger(ref, failed, prices);
    case "refused-content":
      return ({ provider }) => provider !== failed.provider;
    default:
      return () => true;
  }
}

function isLonger(ref: ModelRef, failed: ModelRef, prices: Prices): boolean {
  const [one, other] = [ref, failed].map((each) => prices.factsOf?.(each)?.contextTokens);
  return one === undefined || other === undefined || one > other;
}

/** By what either charges for as much input as output. */
function isCheaper(ref: ModelRef, failed: ModelRef, prices: Prices): boolean {
  const [one, other] = [priceOf(ref, prices), priceOf(failed, prices)];
  return one === undefined || other === undefined || one < other;
}

function priceOf(ref: ModelRef, prices: Prices): bigint | undefined {
  try {
    const { inputPicoUsd, outputPicoUsd } = prices.priceOf(ref, new Date());
    return inputPicoUsd + outputPicoUsd;
  } catch {
    // Asking it says so.
    return undefined;
  }
}
