import type { ObjectName, OutputSpec } from "@fieldwork/contracts";
import type { Reader } from "./reader.ts";

/** An output of a definition that is released now. */
export interface DefinedOutput {
  enrichment: string;
  object: ObjectName;
  /** As the answer names it, and as the CRM's canonical field is called. */
  name: string;
  field: string;
  label: string;
  type: OutputSpec["type"];
  /** Of a choice. */
  options: string[] | null;
}

/** What the definitions that are released now write, in their order. */
export async function listDefinedOutputs(reader: Pick<Reader, "query">): Promise<DefinedOutput[]> {
  return reader.query(
    `select d.name as enrichment, d.content->>'object' as object, output->>'name' as name, output->>'field' as field,
       output->>'label' as label, output->>'type' as type, output->'options' as options
     from definition as d, json_array_elements(d.content->'outputs') with ordinality as element (output, place)
     where d.is_current order by d.name, place`,
  );
}

export type WrittenOutput = Pick<DefinedOutput, "object" | "field" | "type" | "options">;

/** What any version that was ever released writes. */
export async function listWrittenOutputs(reader: Pick<Reader, "query">): Promise<WrittenOutput[]> {
  return reader.query(
    `select distinct d.content->>'object' as object, output->>'field' as field, output->>'type' as type,
       (output->'options')::jsonb as options
     from definition as d, json_array_elements(d.content->'outputs') as element (output)`,
  );
}
