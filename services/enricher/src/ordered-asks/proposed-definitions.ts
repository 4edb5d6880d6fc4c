import { type Enrichment, proposedEnrichment } from "@fieldwork/enrichments";
import type { Db, DefinitionRef } from "@fieldwork/store";
import { findProposed } from "@fieldwork/store/ordered-asks";

/** Definitions that were never released, but are evaluated. */
export interface ProposedDefinitions {
  find(ref: DefinitionRef): Promise<Enrichment | undefined>;
}

/** Keeps the last one: the cases of an evaluation come one after another. */
export function createProposedDefinitions(database: Pick<Db, "query">): ProposedDefinitions {
  let last: { key: string; found: Promise<Enrichment | undefined> } | undefined;
  return {
    find(ref) {
      const key = `${ref.name} ${ref.hash}`;
      if (last?.key !== key) {
        const found = read(ref);
        // What could not be read now may be read later.
        found.catch(() => {
          if (last?.found === found) last = undefined;
        });
        last = { key, found };
      }
      return last.found;
    },
  };

  async function read(ref: DefinitionRef): Promise<Enrichment | undefined> {
    const [proposed] = await findProposed(database, [ref]);
    return proposed && proposedEnrichment(proposed.content);
  }
}
