import { companionOutputs, type ObjectName, type OutputSpec } from "@fieldwork/contracts";
import type { Enrichment } from "./definition.ts";
import type { Definitions } from "./definitions.ts";

/** The fields that enrichments write in records of an object, with their companions. */
export type OutputsOf = (object: ObjectName) => readonly OutputSpec[];

/** The fields that all enrichments together write. */
export function outputsOf(enrichments: readonly Enrichment[]): OutputsOf {
  return (object) => outputsFor(enrichments, object);
}

/**
 * The fields that are written under the definitions at the time of each call: the current ones, and
 * those under which older work still finishes.
 */
export function outputsIn(definitions: Pick<Definitions, "known">): OutputsOf {
  return (object) => outputsFor(definitions.known(), object);
}

/** Of several definitions of a field, the first counts. */
function outputsFor(enrichments: readonly Enrichment[], object: ObjectName): OutputSpec[] {
  const byField = new Map(
    enrichments
      .filter((one) => one.object === object)
      .flatMap(({ outputs }) => outputs)
      .flatMap((output) => [output, ...companionOutputs(output)])
      .toReversed()
      .map((output) => [output.field, output]),
  );
  return [...byField.values()].toReversed();
}
