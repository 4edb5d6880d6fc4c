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
  /** False: the CRM does not show it to us, so that it is blank in every record. */
  isShown: boolean;
  /** When the CRM said so last; null for our own definitions, and where it has not been asked yet. */
  describedAt: Date | null;
}

/**
 * The fields that a mapping marks as filterable, as the CRM described them last, and the outputs of the
 * released definitions.
 */
export async function listFilterFields(
  db: Pick<Db, "query">,
  { connection, object }: { connection: string; object: ObjectName },
): Promise<FilterField[]> {
  return db.query(
    `select name, source, shown->>'type' as type, shown->'options' as options,
       coalesce((shown->>'exists')::boolean, true) as "isShown", described_at as "describedAt"
     from record_filter
     left join described_object on described_object.connection = $1 and described_object.object = $2
     left join lateral (
       select shown from jsonb_array_elements(fields) as shown where shown->>'field' = name limit 1
     ) as described on true
     where record_filter.object = $2 and source = 'fields'
     union all
     select output->>'field', 'outputs', output->>'type', (output->'options')::jsonb, true, null
     from definition, json_array_elements(content->'outputs') as output
     where is_current and content->>'object' = $2
     order by source, name`,
    [connection, object],
  );
}
