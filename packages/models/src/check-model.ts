import { maxEvidenceChars, needsPerson } from "@fieldwork/contracts";
import type { AppError } from "@fieldwork/runtime";
import { answerSchema } from "./answer-schema.ts";
import type { CheckVerdict, GenerateRequest } from "./model-layer.ts";
import type { ModelRef } from "./model-ref.ts";
import { ProviderError } from "./provider-error.ts";
import { type ModelLayerDeps, runAttempt } from "./run-attempt.ts";

/** One attempt that holds no record, to see whether the vendor takes what is asked. Never throws. */
export async function checkModel(
  deps: ModelLayerDeps,
  { call, ref }: { call: GenerateRequest; ref: ModelRef },
  signal: AbortSignal,
): Promise<CheckVerdict> {
  const result = await runAttempt(
    deps,
    {
      ...{ call, ref, schema: answerSchema(call.outputs, { longestInputChars: maxEvidenceChars }) },
      ...{ attempt: 1, kind: "first", maxOutputTokens: call.maxOutputTokens },
      timeoutMs: call.attemptTimeoutMs,
      leftMs: call.deadlineMs,
      maxWaitMs: call.attemptTimeoutMs,
    },
    signal,
  );
  return result.kind === "answered" ? { kind: "accepted" } : judgeCheck(result.error);
}

/** What a failed check says of the model. Pure. */
function judgeCheck(error: AppError): CheckVerdict {
  if (!(error instanceof ProviderError)) return { kind: "undetermined", error };
  // It was taken and worked on; an answer nobody needs may be cut off or declined.
  if (error.reason === "truncated" || error.reason === "refused-content") {
    return { kind: "accepted" };
  }
  // It holds no record: what a person has to mend is the model's or the account's.
  return { kind: needsPerson(error.reasonCode) ? "refused" : "undetermined", error };
}
