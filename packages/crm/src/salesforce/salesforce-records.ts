import type { CrmRecord, FieldValues, ObjectName } from "@fieldwork/contracts";
import { stableHash } from "@fieldwork/runtime";
import { z } from "zod";
import { canonicalPhone } from "../canonical-phone.ts";
import { canonicalText, canonicalTime, domainFrom } from "../canonical-values.ts";
import type { Change, OutputField } from "../crm-adapter.ts";
import { readOutput } from "../output-values.ts";
import { describeField, salesforceName, salesforceObjects } from "./salesforce-fields.ts";
import { salesforceId } from "./salesforce-id.ts";
import type { SalesforceSchema } from "./salesforce-schema.ts";

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
  outputs: readonly OutputField[];
  schema: SalesforceSchema;
}

/** The API names of everything a record is made of, as far as our user may see it. */
export function fieldsToRead({ object, outputs, schema }: Omit<RecordContext, "connection">) {
  const { fields, helpers } = salesforceObjects[object];
  const ours = outputs.map(({ field }) => salesforceName(field));
  const visible = [...Object.values(fields), ...helpers, ...ours].flatMap(
    (name) => schema.find(name)?.name ?? [],
  );
  return [...new Set(["Id", "SystemModstamp", ...visible])];
}

/** A Salesforce row in canonical terms. A field that was not selected stays absent. */
export function recordFromSalesforce(row: SalesforceRow, context: RecordContext): CrmRecord {
  const { connection, object, outputs, schema } = context;
  const { id, vendorAt } = identify(row);
  const read = (apiName: string) => {
    const name = schema.find(apiName)?.name;
    return name === undefined || row[name] === undefined ? undefined : canonicalText(row[name]);
  };
  const fields: FieldValues = {};
  for (const [field, apiName] of Object.entries(salesforceObjects[object].fields)) {
    const value = canonicalField({ field, object }, read(apiName), read);
    if (value !== undefined) fields[field] = value;
  }
  const values: FieldValues = {};
  for (const output of outputs) {
    const value = read(salesforceName(output.field));
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
  if (row.IsDeleted !== true)
    return { kind: "changed", record: recordFromSalesforce(row, context) };
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

/** Whether a scan can go on after this row. */
export function isPlaced({ Id, SystemModstamp }: SalesforceRow): boolean {
  return salesforceId(Id ?? "") !== undefined && canonicalTime(SystemModstamp ?? "") !== undefined;
}

type Read = (apiName: string) => string | null | undefined;

function canonicalField(
  { field, object }: { field: string; object: ObjectName },
  value: string | null | undefined,
  read: Read,
) {
  if (!value) return value;
  switch (field) {
    case "domain":
      return domainFrom(value);
    case "phone":
      return canonicalPhone(
        value,
        read(object === "company" ? "BillingCountry" : "MailingCountry"),
      );
    default:
      return value;
  }
}
