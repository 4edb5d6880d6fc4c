import { join } from "node:path";
import { type CrmAdapter, prepareOutputs } from "@fieldwork/crm";
import { type Enrichment, outputsOf } from "@fieldwork/enrichments";
import type { Run } from "./run-context.ts";

/** Creates the output fields of these enrichments that are missing, or the files that create them. */
export async function prepareFields(
  { crms, state, signal }: Pick<Run, "crms" | "state" | "signal">,
  adapters: readonly CrmAdapter[],
  enrichments: readonly Enrichment[],
): Promise<void> {
  const outputs = outputsOf(enrichments);
  await crms.deployOutputs?.(adapters, outputs);
  if (!crms.writes) return;
  await prepareOutputs({ adapters, outputs, metadataDir: join(state.dir, "metadata"), signal });
}
