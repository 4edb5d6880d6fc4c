import { outputMetadata } from "@fieldwork/crm/salesforce";
import { type Enrichment, outputsOf } from "@fieldwork/enrichments";
import { type CustomField, customFieldsIn } from "@fieldwork/simulators";

/** The custom fields of an org whose administrator deployed what the enrichments write. */
export function customFieldsFor(enrichments: readonly Enrichment[]): CustomField[] {
  return customFieldsIn(outputMetadata(outputsOf(enrichments)));
}
