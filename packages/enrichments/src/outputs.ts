import { type ObjectName, objectName } from "@fieldwork/contracts";
import type { Enrichment } from "./definition.ts";
import type { Definitions } from "./definitions.ts";

export type OutputsByObject = Readonly<Record<ObjectName, Enrichment["outputs"]>>;

/** The fields that all enrichments together write. */
export function outputsOf(enrichments: readonly Enrichment[]): OutputsByObject {
  const entries = objectName.options.map((object) => [object, outputsFor(enrichments, object)]);
  return Object.fromEntries(entries);
}

/**
 * The fields that are written under the definitions as they are at each look: what is current, and what
 * still finishes under those before.
 */
export function outputsIn(definitions: Pick<Definitions, "known">): OutputsByObject {
  const outputs = {};
  for (const object of objectName.options) {
    const get = () => outputsFor(definitions.known(), object);
    Object.defineProperty(outputs, object, { get, enumerable: true });
  }
  return outputs as OutputsByObject;
}

/** Of several definitions of a field the first counts. */
function outputsFor(enrichments: readonly Enrichment[], object: ObjectName): Enrichment["outputs"] {
  const byField = new Map(
    enrichments
      .filter((one) => one.object === object)
      .flatMap(({ outputs }) => outputs)
      .toReversed()
      .map((output) => [output.field, output]),
  );
  return [...byField.values()].toReversed();
}
