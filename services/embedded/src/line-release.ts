import { type Enrichment, releaseEnrichments } from "@fieldwork/enrichments";
import type { Service } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";

/** Releases what is in the files, once: what others release while the line runs stays released. */
export function createRelease({
  database,
  enrichments,
}: {
  database: Pick<Database, "transaction">;
  enrichments: readonly Enrichment[];
}): Service {
  let isReleased = false;
  return {
    name: "release",
    async start() {
      if (isReleased) return;
      await releaseEnrichments(database, { enrichments, by: "the start of the embedded line" });
      isReleased = true;
    },
    async stop() {},
  };
}
