import type { CrmRecord, FieldValues, ObjectName } from "@fieldwork/contracts";
import { stableHash } from "@fieldwork/runtime";
import { z } from "zod";
import { canonicalDecimal, canonicalText, canonicalTime } from "../canonical-values.ts";
import type { Change, OutputField } from "../crm-adapter.ts";
import { readField } from "../mapping/read-field.ts";
import { readOutput } from "../output-values.ts";
import {
  describeField,
  numberTypes,
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
  /** Only of objects that can be merged, and of leads. */
  MasterRecordId: z.string().nullish().catch(null),
  IsConverted: z.boolean().nullish().catch(null),
  ConvertedContactId: z.string().nullish().catch(null),
});
export type SalesforceRow = z.infer<typeof salesforceRow>;

export interface RecordContext {
  connection: string;
  object: ObjectName;
  read: SalesforceObject;
  outputs: readonly OutputField[];
  schema: SalesforceSchema;
}

/** Salesforce locks it while it saves what belongs to it. */
const parentField = "AccountId";

/** The API names of everything a record is made of, as far as our user may see it. */
export function fieldsToRead({
  read,
  outputs,
  schema,
}: Pick<RecordContext, "read" | "outputs" | "schema">): string[] {
  const ours = outputs.map(({ field }) => salesforceName(field));
  const visible = [...read.names, ...ours].flatMap((name) => schema.find(name)?.name ?? []);
  const more = ["IsConverted", parentField].flatMap((name) => schema.find(name)?.name ?? []);
  return [...new Set(["Id", "SystemModstamp", ...visible, ...more])];
}

/** What says that a record has become another. */
export function fieldsOfEnds(schema: SalesforceSchema): string[] {
  const names = ["MasterRecordId", "ConvertedContactId"];
  return ["IsDeleted", ...names.flatMap((name) => schema.find(name)?.name ?? [])];
}

/** A lead that was converted is there, but nobody may change it: the contact has taken its place. */
export function isConverted({ IsConverted }: SalesforceRow): boolean {
  return IsConverted === true;
}

/** A Salesforce row in canonical terms. A field that was not selected stays absent. */
export function recordFromSalesforce(row: SalesforceRow, context: RecordContext): CrmRecord {
  const { connection, object, read, outputs, schema } = context;
  const { id, vendorAt } = identify(row);
  const textOf = (apiName: string) => {
    const found = schema.find(apiName);
    return found === undefined || row[found.name] === undefined
      ? undefined
      : spelledAlike(canonicalText(row[found.name]), found.type);
  };
  const fields: FieldValues = {};
  for (const mapped of read.fields) {
    const value = readField(mapped, textOf);
    if (value !== undefined) fields[mapped.field] = value;
  }
  const values: FieldValues = {};
  for (const output of outputs) {
    const value = textOf(nameOf(output));
    if (value !== undefined) values[output.field] = canonicalOutput(output, value, schema);
  }
  const parentId = salesforceId(textOf(parentField) ?? "");
  return {
    ref: { connection, object, id },
    version: { vendorAt, contentHash: stableHash({ fields, outputs: values }) },
    fields,
    outputs: values,
    ...(parentId !== undefined && { parentId }),
  };
}

/** The REST API and the results of a job spell the same time, and the same number, in two ways. */
function spelledAlike(text: string | null, type: string): string | null {
  if (text === null) return null;
  if (type === "datetime") return canonicalTime(text) ?? text;
  return numberTypes.has(type) ? canonicalDecimal(text) : text;
}

/** Made once: every row is read by them. */
const namesOfOutputs = new WeakMap<OutputField, string>();

function nameOf(output: OutputField): string {
  const name = namesOfOutputs.get(output) ?? salesforceName(output.field);
  namesOfOutputs.set(output, name);
  return name;
}

/** An output as it is written in our definition, of a value as Salesforce has it. */
export function canonicalOutput(
  output: OutputField,
  value: string | null,
  schema: SalesforceSchema,
): string | null {
  if (value === null) return value;
  const name = salesforceName(output.field);
  return readOutput(output, value, () => describeField(output.field, name, schema.find(name)));
}

const accountType = "Account";

/** The objects whose records are the accounts that records of this one belong to; none of a lead, which has none. */
export function salesforceParentsOf(
  objects: readonly ObjectName[],
  typeOf: (object: ObjectName) => string,
  object: ObjectName,
): ObjectName[] {
  const belongs = ![accountType, "Lead"].includes(typeOf(object));
  return belongs ? objects.filter((one) => typeOf(one) === accountType) : [];
}

export function changeFromSalesforce(row: SalesforceRow, context: RecordContext): Change {
  if (row.IsDeleted !== true && !isConverted(row)) {
    return { kind: "changed", ...recordFromSalesforce(row, context) };
  }
  const { connection, object } = context;
  const { id, vendorAt } = identify(row);
  const became = successorOf(row, context);
  return {
    kind: "deleted",
    ref: { connection, object, id },
    version: { vendorAt, contentHash: stableHash(became ? { became } : "deleted") },
    ...(became && { became }),
  };
}

/** The record that the row's has become: the winner of a merge, or the contact that was a lead. */
function successorOf(
  row: SalesforceRow,
  { connection, object }: RecordContext,
): Extract<Change, { kind: "deleted" }>["became"] {
  const master = salesforceId(row.MasterRecordId ?? "");
  if (master !== undefined) return { how: "merged", ref: { connection, object, id: master } };
  const contact = isConverted(row) ? salesforceId(row.ConvertedContactId ?? "") : undefined;
  if (contact === undefined) return undefined;
  return { how: "converted", ref: { connection, object: "contact", id: contact } };
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
