import type { AnsweredOutputs, ObjectName, OutputSpec } from "@fieldwork/contracts";
import type { CrmAdapter, DescribedField, RecordToWrite } from "@fieldwork/crm";
import type { Enrichment } from "@fieldwork/enrichments";

/** What a model might have answered for any record. Pure. */
export function madeUpOutputs({ outputs }: Pick<Enrichment, "outputs">): AnsweredOutputs {
  return Object.fromEntries(
    outputs.map((output) => [
      output.name,
      { value: madeUpValue(output), confidence: 1, evidence: "as it says itself" },
    ]),
  );
}

function madeUpValue(output: OutputSpec): string {
  switch (output.type) {
    case "choice":
    case "choices":
      return output.options[0] ?? "";
    case "text":
      return "Sells what it makes to the towns around.".slice(0, output.maxChars);
    case "number":
    case "integer":
      return String(output.min ?? 1);
    case "boolean":
      return "true";
    case "date":
      return "2026-01-31";
    case "url":
      return "https://example.com/";
    default:
      return output satisfies never;
  }
}

/**
 * A connection that there is not: its records are blank, and every write succeeds. Nothing leaves the
 * process. The rest is as in the adapter that it stands in for.
 */
export function standInFor(
  adapter: CrmAdapter,
  { connection, enrichment }: { connection: string; enrichment: Enrichment },
): CrmAdapter {
  const fields = enrichment.outputs.map(describe);
  const readRecords = async (object: ObjectName, ids: readonly string[]) =>
    ids.map((id) => blankRecord({ connection, object, id }, fields));
  return {
    ...adapter,
    connection,
    // Nothing is saved beside them, and they have nothing above them.
    ...{ bulkWrites: undefined, parentsOf: () => [] },
    readRecords,
    readToWrite: async (object, ids) => ({ records: await readRecords(object, ids) }),
    describeFields: async () => fields,
    writeFields: async (_, writes) => writes.map(() => ({ kind: "written" })),
  };
}

function blankRecord(ref: RecordToWrite["ref"], fields: readonly DescribedField[]): RecordToWrite {
  const outputs = Object.fromEntries(fields.map(({ field }) => [field, null]));
  const version = { vendorAt: "2026-01-31T00:00:00.000Z", contentHash: "blank" };
  return { ref, version, fields: {}, outputs };
}

function describe(output: OutputSpec): DescribedField {
  const { field, type } = output;
  return {
    ...{ field, type, vendorName: field, exists: true, writable: true, isFilterable: true },
    ...("options" in output && { options: output.options, isSeveral: type === "choices" }),
    ...(output.type === "text" && { maxChars: output.maxChars }),
  };
}
