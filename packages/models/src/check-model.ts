import { maxEvidenceChars, needsPerson } from "@fieldwork/contracts";
import type { Admission } from "@fieldwork/limits";
import type { AppError } from "@fieldwork/runtime";
import { answerSchema } from "./answer-schema.ts";
import type { CheckVerdict, GenerateRequest } from "./model-layer.ts";
import type { ModelProvider } from "./model-provider.ts";
import type { ModelRef } from "./model-ref.ts";
import { ProviderError } from "./provider-error.ts";
import { isOfOneWay } from "./providers/deployments.ts";
import { type ModelLayerDeps, runAttempt } from "./run-attempt.ts";

interface Check {
  call: GenerateRequest;
  ref: ModelRef;
}

/**
 * One attempt without a record, to see whether the vendor accepts what it is sent; for a provider with
 * several keys or servers, one at each. Never throws.
 */
export async function checkModel(
  deps: ModelLayerDeps,
  check: Check,
  signal: AbortSignal,
): Promise<CheckVerdict> {
  const { provider } = check.ref;
  const { ways } = deps.providers.get(provider) ?? {};
  const { account } = check.call;
  if (ways === undefined) {
    // A key that the configuration has no more keeps nobody waiting.
    if (account !== undefined) return { kind: "accepted" };
    return checkOnce(deps, { ...check, attempt: 1 }, signal);
  }
  const asked = waysToAsk(ways, account);
  // The one that refuses rests by itself; the provider's calls go on at the others.
  const admission: Admission = {
    admit: (request) => deps.admission.admit(request),
    waitFor: (request, options) => deps.admission.waitFor(request, options),
    release: (lease, spend) => deps.admission.release(lease, spend),
    capacityOf: (scopes) => deps.admission.capacityOf(scopes),
    coolDown: async () => undefined,
  };
  const verdicts = await Promise.all(
    asked.map(({ way, place }) => {
      const one = { ...deps, admission, providers: new Map([[provider, way]]) };
      return checkOnce(one, { ...check, attempt: place }, signal);
    }),
  );
  return verdictOfAll(verdicts);
}

/** Those that do not rest: each of the others has a check of its own. If all rest, nobody knows better. */
function waysToAsk(ways: readonly ModelProvider[], account: number | undefined) {
  const all = ways.map((way, index) => ({ way, place: index + 1 }));
  if (account !== undefined) return all.filter(({ place }) => place === account);
  const awake = all.filter(({ way }) => !way.isResting?.());
  return awake.length > 0 ? awake : all;
}

async function checkOnce(
  deps: ModelLayerDeps,
  { call, ref, attempt }: Check & { attempt: number },
  signal: AbortSignal,
): Promise<CheckVerdict> {
  const result = await runAttempt(
    deps,
    {
      ...{ call, ref, schema: answerSchema(call.outputs, { longestInputChars: maxEvidenceChars }) },
      ...{ attempt, kind: "first", maxOutputTokens: call.maxOutputTokens },
      timeoutMs: call.attemptTimeoutMs,
      leftMs: call.deadlineMs,
      maxWaitMs: call.attemptTimeoutMs,
    },
    signal,
  );
  return result.kind === "answered" ? { kind: "accepted" } : judgeCheck(result.error);
}

/** What a failed check says about the model. Pure. */
function judgeCheck(error: AppError): CheckVerdict {
  if (!(error instanceof ProviderError)) return { kind: "undetermined", error };
  // It was accepted and processed; an answer that nobody needs may be cut off or declined.
  if (error.reason === "truncated" || error.reason === "refused-content") {
    return { kind: "accepted" };
  }
  // There was no record: what a person has to fix is the model's or the account's.
  return { kind: needsPerson(error.reasonCode) ? "refused" : "undetermined", error };
}

/**
 * What one key or server refuses, the others may accept; what is not a single one's is the model's.
 * Pure.
 */
function verdictOfAll(verdicts: readonly CheckVerdict[]): CheckVerdict {
  const refused = verdicts.filter((one) => one.kind === "refused");
  return (
    refused.find(({ error }) => !isOfOneWay(error)) ??
    verdicts.find(({ kind }) => kind === "accepted") ??
    verdicts.find(({ kind }) => kind === "undetermined") ??
    refused[0] ?? { kind: "accepted" }
  );
}
