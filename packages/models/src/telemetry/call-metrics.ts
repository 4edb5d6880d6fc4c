import type { CallClass } from "@fieldwork/contracts";
import { createInstruments } from "@fieldwork/runtime";
import type { AttemptRecord, GenerateRequest } from "../model-layer.ts";
import type { ModelRef } from "../model-ref.ts";
import { modelLabels } from "./gen-ai-attributes.ts";

// Seconds and tokens, as the conventions for generative AI advise.
const secondsBuckets = Array.from({ length: 14 }, (_, index) => 0.01 * 2 ** index);
const tokenBuckets = Array.from({ length: 14 }, (_, index) => 4 ** index);

const instruments = createInstruments((meter) => {
  const seconds = (description: string) => ({
    ...{ description, unit: "s" },
    advice: { explicitBucketBoundaries: secondsBuckets },
  });
  return {
    duration: meter.createHistogram(
      "gen_ai.client.operation.duration",
      seconds("How long a question took, with all its attempts"),
    ),
    firstChunk: meter.createHistogram(
      "gen_ai.client.operation.time_to_first_chunk",
      seconds("How long the first piece of a streamed answer took"),
    ),
    tokens: meter.createHistogram("gen_ai.client.token.usage", {
      description: "Tokens that a question used, with all its attempts",
      unit: "{token}",
      advice: { explicitBucketBoundaries: tokenBuckets },
    }),
    cost: meter.createCounter("fieldwork.model.cost", {
      description: "What attempts are charged, in nano-USD",
      unit: "{nano_usd}",
    }),
    attempts: meter.createCounter("fieldwork.model.attempts", {
      description: "Attempts by kind and outcome: repairs, fallbacks and refusals among them",
      unit: "{attempt}",
    }),
    admission: meter.createHistogram(
      "fieldwork.model.admission.wait",
      seconds("How long an attempt waited for its place within the limits"),
    ),
  };
});

/** One question, once it has ended. Labels are names from the configuration and codes. */
export function meterCall(
  { task, purpose }: Pick<GenerateRequest, "task" | "purpose">,
  records: readonly AttemptRecord[],
  { durationMs, errorCode }: { durationMs: number; errorCode: string | undefined },
): void {
  const told = instruments();
  const last = records.at(-1);
  if (!told || !last) return;
  const asked = { "fieldwork.enrichment": task, "fieldwork.purpose": purpose };
  const labels = { ...modelLabels(last), ...asked };
  told.duration.record(durationMs / 1000, {
    ...labels,
    ...(errorCode !== undefined && { "error.type": errorCode }),
  });
  const used = (of: "inputTokens" | "outputTokens") =>
    records.reduce((sum, { usage }) => sum + (usage?.[of] ?? 0), 0);
  told.tokens.record(used("inputTokens"), { ...labels, "gen_ai.token.type": "input" });
  told.tokens.record(used("outputTokens"), { ...labels, "gen_ai.token.type": "output" });
  for (const record of records) {
    const { kind, outcome, chargedNanoUsd } = record;
    told.cost.add(Number(chargedNanoUsd), { ...modelLabels(record), ...asked });
    told.attempts.add(1, { ...modelLabels(record), ...asked, kind, outcome });
  }
}

export function meterAdmission(ref: ModelRef, workClass: CallClass, waitedMs: number): void {
  instruments()?.admission.record(waitedMs / 1000, { ...modelLabels(ref), class: workClass });
}

export function meterFirstChunk(ref: ModelRef, afterMs: number): void {
  instruments()?.firstChunk.record(afterMs / 1000, modelLabels(ref));
}
