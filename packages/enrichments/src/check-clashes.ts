import { withCompanionFields } from "@fieldwork/contracts";
import type { FileProblem } from "@fieldwork/runtime";
import type { ReadDefinition } from "./read-definition.ts";

/**
 * Contradictions between enrichments: each needs its own name, and those of one object may answer and
 * write each thing only once. Pure.
 */
export function checkClashes(definitions: readonly ReadDefinition[]): FileProblem[] {
  const owners = new Map<string, ReadDefinition>();
  return definitions.flatMap((definition) =>
    claimsOf(definition).flatMap(({ claims, path }) => {
      const others = claims.flatMap((claim) => {
        const owner = owners.get(claim) ?? definition;
        owners.set(claim, owner);
        return owner === definition ? [] : [{ claim, owner }];
      });
      return others.slice(0, 1).map(({ claim, owner }) => ({
        file: definition.file,
        ...definition.placeOf(path),
        problem: `${claim} is taken by ${owner.file}`,
        remedy: "Give one of the two another",
      }));
    }),
  );
}

/** What one place in a definition takes; an output's field is taken with those of its companions. */
interface Claims {
  claims: string[];
  path: PropertyKey[];
}

function claimsOf({ outline: { name, object, outputs } }: ReadDefinition): Claims[] {
  const ofOutputs = outputs.flatMap((output, index): Claims[] => {
    const { name: answered = "", field = "" } = output ?? {};
    if (!object) return [];
    const fields = field === "" ? [] : withCompanionFields(field);
    return [
      {
        claims: answered === "" ? [] : [`the ${object} output ${answered}`],
        path: ["outputs", index, "name"],
      },
      {
        claims: fields.map((one) => `the ${object} field ${one}`),
        path: ["outputs", index, "field"],
      },
    ];
  });
  return [{ claims: name ? [`the name ${name}`] : [], path: ["name"] }, ...ofOutputs];
}
