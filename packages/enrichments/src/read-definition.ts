import { type EnrichmentFile, enrichmentFile } from "./definition.ts";
import type { DefinitionProblem } from "./definition-problem.ts";
import { type Outline, outlineOf } from "./outline.ts";
import { readYaml } from "./read-yaml.ts";

export interface ReadDefinition {
  file: string;
  /** Undefined when its form is wrong. */
  definition: EnrichmentFile | undefined;
  outline: Outline;
  /** The line on which the value at a path stands, or else what holds it. */
  lineOf(path: readonly PropertyKey[]): number;
  /** What is wrong with its form. */
  problems: DefinitionProblem[];
}

/** Reads the text of an `enrichment.yaml`. Pure. */
export function readDefinition(text: string, file: string): ReadDefinition {
  const { content, parsed, lineOf, problems } = readYaml(text, file, enrichmentFile);
  return { file, definition: parsed, outline: outlineOf(content), lineOf, problems };
}
