import type { FileProblem } from "@fieldwork/runtime";
import type { ReadDefinition } from "./read-definition.ts";

/**
 * Contradictions between enrichments: each needs its own name, and those of one object may answer and
 * write each thing only once. Pure.
 */
export function checkClashes(definitions: readonly ReadDefinition[]): FileProblem[] {
  const owners = new Map<string, ReadDefinition>();
  return definitions.flatMap((definition) =>
    claimsOf(definition).flatMap(({ claim, path }) => {
      const owner = owners.get(claim) ?? definition;
      owners.set(claim, owner);
      if (owner === definition) return [];
      return {
        file: definition.file,
        ...definition.placeOf(path),
        problem: `${claim} is taken by ${owner.file}`,
        remedy: "Give one of the two another",
      };
    }),
  );
}

function claimsOf({ outline: { name, object, outputs } }: ReadDefinition) {
  const ofOutputs = outputs.flatMap((output, index) =>
    (["name", "field"] as const).map((key) => ({
      kind: key === "name" ? `${object} output` : `${object} field`,
      claimed: object && output?.[key],
      path: ["outputs", index, key],
    })),
  );
  return [{ kind: "name", claimed: name, path: ["name"] }, ...ofOutputs].flatMap(
    ({ kind, claimed, path }) => (claimed ? { claim: `the ${kind} ${claimed}`, path } : []),
  );
}
