import type { Enrichment } from "./definition.ts";
import type { Definitions } from "./definitions.ts";

/** Definitions that are never changed. */
export function fixedDefinitions(enrichments: readonly Enrichment[]): Definitions {
  return {
    name: "definitions",
    async start() {},
    async stop() {},
    async check() {},
    current: () => enrichments,
    known: () => enrichments,
    named: (name, hash) =>
      enrichments.find((one) => one.name === name && (hash === null || one.hash === hash)),
    async load() {},
    onRelease() {},
  };
}
