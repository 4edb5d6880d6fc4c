import type { CallPurpose, FieldValues, RecordRef } from "@fieldwork/contracts";
import type { Enrichment } from "@fieldwork/enrichments";
import { createRedactor, type KeptContent, redactBody } from "@fieldwork/models";
import type { CaptureKeeper } from "./capture-keeper.ts";

interface Asked {
  callId: string;
  purpose: CallPurpose;
  ref: RecordRef;
  /** All that is known of the record here: its personal values are taken out. */
  record: FieldValues;
}

/** What the definition lets be kept of a call beside its answer; undefined: nothing, as most do. */
export function keptContentOf(
  { name, hash, privacy }: Enrichment,
  asked: Asked,
  captures: Pick<CaptureKeeper, "keep">,
): KeptContent | undefined {
  const { capture = "off", traces = "off" } = privacy ?? {};
  if (capture === "off" && traces === "off") return undefined;
  const { callId, purpose, ref, record } = asked;
  const redact = createRedactor({ object: ref.object, record });
  return {
    ...(traces === "redacted" && { traced: redact }),
    ...(capture !== "off" && {
      onAttempt({ attempt, provider, model, outcome }, exchanges) {
        if (capture === "failed" && outcome === "clean") return;
        for (const { request, status, reply } of exchanges) {
          captures.keep({
            ...{ callId, attempt, purpose, ref, provider, model, outcome, status },
            ...{ enrichment: name, definitionHash: hash },
            request: redactBody(request, redact),
            reply: redactBody(reply, redact),
          });
        }
      },
    }),
  };
}
