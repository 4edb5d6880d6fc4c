import type { CrmRecord, FieldValues, ObjectName } from "@fieldwork/contracts";
import { stableHash } from "@fieldwork/runtime";
import { z } from "zod";
import { canonicalText, canonicalTime } from "../canonical-values.ts";
import type { Change, OutputField } from "../crm-adapter.ts";
import { readField } from "../mapping/read-field.ts";
import { readOutput } from "../output-values.ts";
import {
  describeField,
  type SalesforceObject,
  type SalesforceSchema,
  salesforceName,
} from "./salesforce-fields.ts";
import { salesforceId } from "./salesforce-id.ts";

/** A row of a query or retrieve; what it holds besides was selected by us and is read by name. */
export const salesforceRow = z.looseObject({
  Id: z.string().nullish().catch(null),
  SystemModstamp: z.string().nullish().catch(null),
  IsDeleted: z.boolean().nullish(),
});
export type SalesforceRow = z.infer<typeof salesforceRow>;

export interface RecordContext {
  connection: string;
  object: ObjectName;
  read: SalesforceObject;
  outputs: readonly OutputField[];
  schema: SalesforceSchema;
}

/** The API names of everything a record is made of, as far as our user may see it. */
export function fieldsToRead({
  read,
  outputs,
  schema,
}: Pick<RecordContext, "read" | "outputs" | "schema">): string[] {
  const ours = outputs.map(({ field }) => salesforceName(field));
  const visible = [...read.names, ...ours].flatMap((name) => schema.find(name)?.name ?? []);
  return [...new Set(["Id", "SystemModstamp", ...visible])];
}

/** A Salesforce row in canonical terms. A field that was not selected stays absent. */
export function recordFromSalesforce(row: SalesforceRow, context: RecordContext): CrmRecord {
  const { connection, object, read, outputs, schema } = context;
  const { id, vendorAt } = identify(row);
  const textOf = (apiName: string) => {
    const name = schema.find(apiName)?.name;
    return name === undefined || row[name] === undefined ? undefined : canonicalText(row[name]);
  };
  const fields: FieldValues = {};
  for (const mapped of read.fields) {
    const value = readField(mapped, textOf);
    if (value !== undefined) fields[mapped.field] = value;
  }
  const values: FieldValues = {};
  for (const output of outputs) {
    const value = textOf(salesforceName(output.field));
    if (value !== undefined) values[output.field] = canonicalOutput(output, value, schema);
  }
  return {
    ref: { connection, object, id },
    version: { vendorAt, contentHash: stableHash({ fields, outputs: values }) },
    fields,
    outputs: values,
  };
}

function canonicalOutput(
  output: OutputField,
  value: string | null,
  schema: SalesforceSchema,
): string | null {
  if (value === null) return value;
  const name = salesforceName(output.field);
  return readOutput(output, value, () => describeField(output.field, name, schema.find(name)));
}

export function changeFromSalesforce(row: SalesforceRow, context: RecordContext): Change {
  if (row.IsDeleted !== true) return { kind: "changed", ...recordFromSalesforce(row, context) };
  const { connection, object } = context;
  const { id, vendorAt } = identify(row);
  return {
    kind: "deleted",
    ref: { connection, object, id },
    version: { vendorAt, contentHash: stableHash("deleted") },
  };
}

/**
 * Id and stamp in their canonical spelling; as they are where they have none, so that the log refuses
 * this record alone and keeps it as a dead letter.
 */
export function identify({ Id, SystemModstamp }: SalesforceRow): { id: string; vendorAt: string } {
  return {
    id: salesforceId(Id ?? "") ?? Id ?? "",
    vendorAt: canonicalTime(SystemModstamp ?? "") ?? SystemModstamp ?? "",
  };
}

/** Whether a scan can continue after this row. */
export function isPlaced({ Id, SystemModstamp }: SalesforceRow): boolean {
  return salesforceId(Id ?? "") !== undefined && canonicalTime(SystemModstamp ?? "") !== undefined;
}
