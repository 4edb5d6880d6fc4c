import { randomUUID } from "node:crypto";
import type { Enrichment } from "@fieldwork/enrichments";
import type { GenerateRequest } from "@fieldwork/models";
import type { HoldMirror } from "@fieldwork/store";
import type { EnricherConfig } from "./config.ts";
import { instructionsOf } from "./render-prompt.ts";
import { unlessHeld } from "./unless-held.ts";

const input = "This call tests the connection and holds no record. Answer null for every value.";

export interface CheckRules {
  config: Pick<EnricherConfig, "ATTEMPT_TIMEOUT_MS">;
  holds: Pick<HoldMirror, "find">;
}

/** The question of a check: everything that an enrichment asks of a model, without a record. */
export function checkQuestion(
  enrichment: Enrichment,
  model: string,
  { config: { ATTEMPT_TIMEOUT_MS: timeoutMs }, holds }: CheckRules,
): GenerateRequest {
  return {
    callId: randomUUID(),
    workId: null,
    wantedBy: [],
    purpose: "preflight",
    task: enrichment.name,
    promptVersion: enrichment.promptVersion,
    instructions: instructionsOf(enrichment),
    input,
    fields: {},
    outputs: enrichment.outputs,
    route: [model],
    maxOutputTokens: enrichment.maxOutputTokens,
    deadlineMs: timeoutMs,
    attemptTimeoutMs: timeoutMs,
    connection: null,
    workClass: "live",
    beforeSend: unlessHeld(holds, { ref: null, enrichment: enrichment.name, wantedBy: [] }),
  };
}
