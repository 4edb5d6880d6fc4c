import type { ObjectName } from "@fieldwork/contracts";
import type { Enrichment } from "./definition.ts";

export type OutputsByObject = Record<ObjectName, Enrichment["outputs"]>;

/** The fields that all enrichments together write. */
export function outputsOf(enrichments: readonly Enrichment[]): OutputsByObject {
  const outputs: OutputsByObject = { company: [], contact: [] };
  for (const { object, outputs: own } of enrichments) outputs[object].push(...own);
  return outputs;
}
