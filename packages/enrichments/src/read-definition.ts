import { type FileProblem, type ReadYaml, readYaml } from "@fieldwork/runtime";
import { type EnrichmentFile, enrichmentFile } from "./definition.ts";
import { type Outline, outlineOf } from "./outline.ts";

export interface ReadDefinition {
  file: string;
  /** Undefined if its form is wrong. */
  definition: EnrichmentFile | undefined;
  outline: Outline;
  placeOf: ReadYaml<EnrichmentFile>["placeOf"];
  /** What is wrong with its form. */
  problems: FileProblem[];
}

/** Reads the text of an `enrichment.yaml`. Pure. */
export function readDefinition(text: string, file: string): ReadDefinition {
  const { content, parsed, placeOf, problems } = readYaml(text, { file, schema: enrichmentFile });
  return { file, definition: parsed, outline: outlineOf(content), placeOf, problems };
}
