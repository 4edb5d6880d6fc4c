import type { ObjectName } from "@fieldwork/contracts";
import type { Db } from "../database.ts";

/** Something that a filter can ask of the records of an object. */
export interface FilterField {
  name: string;
  /** A field that people own, or an output of ours. */
  source: "fields" | "outputs";
  /** As `mapping.yaml` and definitions name types; null where it is not known. */
  type: string | null;
  /** What it can be; null: any value, or it is not known. */
  options: readonly string[] | null;
}

/** The fields that a mapping marks as filterable, and the outputs of the released definitions. */
export async function listFilterFields(
  db: Pick<Db, "query">,
  object: ObjectName,
): Promise<FilterField[]> {
  return db.query(
    `select name, source, null as type, null as options from record_filter where object = $1 and source = 'fields'
     union all
     select output->>'field', 'outputs', output->>'type', output->'options'
     from definition, json_array_elements(content->'outputs') as output
     where is_current and content->>'object' = $1
     order by source, name`,
    [object],
  );
}
