import type { Enrichment } from "@fieldwork/enrichments";
import type { CustomField } from "@fieldwork/simulators";

const objects = { company: "Account", contact: "Contact" } as const;

/** The custom fields of an org whose administrator deployed what the enrichments write. */
export function customFieldsFor(enrichments: readonly Enrichment[]): CustomField[] {
  return enrichments.flatMap(({ object, outputs }) =>
    outputs.map((output): CustomField => {
      const named = {
        object: objects[object],
        name: vendorName(output.field),
        label: output.label,
      };
      return output.type === "choice"
        ? { ...named, type: "picklist", values: [...output.options] }
        : { ...named, type: "textarea", length: Math.max(256, output.maxChars) };
    }),
  );
}

/** `ai_industry` as Salesforce has it: `Ai_Industry__c`. */
function vendorName(field: string): string {
  const words = field.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join("_")}__c`;
}
