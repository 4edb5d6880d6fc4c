import { reasonText } from "@fieldwork/contracts";
import { type AppError, reasonOf } from "@fieldwork/runtime";
import { type ModelRef, modelRefText } from "./model-ref.ts";
import { ProviderError } from "./provider-error.ts";

/** A model of a route that was not asked, as `provider/model`, and why. */
export interface PassedOver {
  model: string;
  why: string;
}

interface EndedAt {
  route: readonly ModelRef[];
  at: number;
  /** The place of the model that is asked in its place; beyond the route: there is none. */
  nextAt: number;
}

/**
 * What a failed attempt passes over: its own model, where nothing was sent to it, and those up to the next that could do
 * no better. One that was asked has an entry of its own. Pure.
 */
export function passedOverAfter(
  { route, at, nextAt }: EndedAt,
  { error, isEntered }: { error: AppError; isEntered: boolean },
): PassedOver[] {
  const failed = route[at];
  if (failed === undefined) return [];
  const name = modelRefText(failed);
  const wasAsked = isEntered && error.code !== "admission_refused";
  const own = wasAsked ? [] : [{ model: name, why: whyOf(error) }];
  const why = whyNoBetter(error, name);
  if (why === undefined) return own;
  const others = route.slice(at + 1, nextAt).map((ref) => ({ model: modelRefText(ref), why }));
  return [...own, ...others];
}

function whyNoBetter(error: AppError, failed: string): string | undefined {
  if (error.code === "budget_exhausted") return `it charges no less than ${failed}`;
  if (!(error instanceof ProviderError)) return undefined;
  if (error.reason === "too-long") return `it holds no more than ${failed}`;
  return error.reason === "refused-content" ? `it is of the vendor of ${failed}` : undefined;
}

/** For whoever gives the work back: what the error itself does not say. */
export function withPassedOver(error: AppError, passed: readonly PassedOver[]): AppError {
  const told = whyOf(error);
  const others = passed.filter(({ why }) => why !== told);
  if (others.length > 0) Object.assign(error.details, { passedOver: others });
  return error;
}

/** Of a call that no model answered: those that were not asked, where the error does not say why. */
export function passedOverOf({ details }: AppError): readonly PassedOver[] {
  return (details.passedOver as readonly PassedOver[] | undefined) ?? [];
}

function whyOf(error: AppError): string {
  return reasonText(reasonOf(error));
}
