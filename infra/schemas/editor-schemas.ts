import { connectionsFile, mappingFile } from "@fieldwork/crm";
import { enrichmentFile, vocabularyFile } from "@fieldwork/enrichments";
import { modelsFileForm } from "@fieldwork/models";
import { z } from "zod";

/** The files that people write, by the name of the schema that their editor checks them with. */
const files: Readonly<Record<string, z.ZodType>> = {
  connections: connectionsFile,
  enrichment: enrichmentFile,
  mapping: mappingFile,
  models: modelsFileForm,
  vocabulary: vocabularyFile,
};

/** The text of each JSON schema, by the name of its file in this folder. */
export function editorSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(files).map(([name, schema]) => {
      const json = z.toJSONSchema(schema, { io: "input" });
      return [`${name}.json`, `${JSON.stringify(json, undefined, 2)}\n`];
    }),
  );
}
