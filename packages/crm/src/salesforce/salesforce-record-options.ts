import type { ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import type { OutputField, RecordOptions } from "../crm-adapter.ts";
import { CrmError } from "../crm-error.ts";
import { malformed, type SalesforceClient } from "./salesforce-client.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import {
  type SalesforceField,
  type SalesforceObject,
  type SalesforceSchema,
  salesforceName,
} from "./salesforce-fields.ts";
import type { SalesforceRow } from "./salesforce-records.ts";

/** By picklist, in lower case: the values that records of one record type take; null if Salesforce does not say. */
export type RecordTypeValues = ReadonlyMap<string, readonly string[]> | null;

const picklistReply = z.object({
  picklistFieldValues: z.record(
    z.string(),
    z.object({ values: z.array(z.object({ value: z.string() })) }),
  ),
});

/** The names of the fields that say which options a record takes: its record type, and what controls a picklist. */
export function fieldsOfOptions(
  outputs: readonly OutputField[],
  schema: SalesforceSchema,
): string[] {
  const picklists = picklistsAmong(outputs, schema);
  if (picklists.length === 0) return [];
  const controllers = picklists.flatMap(({ found }) => found.controllerName ?? []);
  const recordType = schema.hasRecordTypes === true ? ["RecordTypeId"] : [];
  return [...controllers, ...recordType].flatMap((name) => schema.find(name)?.name ?? []);
}

/**
 * Which options each of these rows takes, where that may be fewer than the field has: the options of its
 * record type, and of a dependent picklist those that its controlling value allows. Salesforce itself
 * does not check the latter.
 */
export async function optionsOfRows(
  context: Pick<SalesforceContext, "outputs" | "recordTypes">,
  {
    object,
    rows,
    schema,
  }: { object: ObjectName; rows: readonly SalesforceRow[]; schema: SalesforceSchema },
  signal: AbortSignal,
): Promise<(RecordOptions | undefined)[]> {
  const picklists = picklistsAmong(context.outputs(object), schema);
  const typeName = schema.hasRecordTypes === true ? schema.find("RecordTypeId")?.name : undefined;
  const typeOf = (row: SalesforceRow) => textIn(row, typeName);
  const types = new Map<string, RecordTypeValues>();
  for (const row of picklists.length > 0 ? rows : []) {
    const id = typeOf(row);
    if (id === undefined || types.has(id)) continue;
    types.set(id, await context.recordTypes.get(`${object}/${id}`, signal));
  }
  return rows.map((row) => {
    const ofType = types.get(typeOf(row) ?? "");
    const narrowed = picklists.flatMap(({ field, found }) => {
      const options = optionsOf(found, { row, schema, ofType });
      return options === undefined ? [] : [[field, options] as const];
    });
    return narrowed.length > 0 ? Object.fromEntries(narrowed) : undefined;
  });
}

function picklistsAmong(
  outputs: readonly OutputField[],
  schema: SalesforceSchema,
): { field: string; found: SalesforceField }[] {
  return outputs.flatMap(({ field }) => {
    const found = schema.find(salesforceName(field));
    const isPicklist = found?.type === "picklist" || found?.type === "multipicklist";
    return isPicklist ? [{ field, found }] : [];
  });
}

interface RowOfType {
  row: SalesforceRow;
  schema: SalesforceSchema;
  ofType: RecordTypeValues | undefined;
}

function optionsOf(
  found: SalesforceField,
  { row, schema, ofType }: RowOfType,
): string[] | undefined {
  const taken = ofType?.get(found.name.toLowerCase());
  const controlled = allowedByController(found, row, schema);
  if (taken === undefined && controlled === undefined) return undefined;
  return (found.picklistValues ?? [])
    .map(({ value }) => value)
    .filter((value) => taken?.includes(value) ?? true)
    .filter((value) => controlled?.has(value) ?? true);
}

/** Undefined if nothing controls the picklist, or we cannot see what does. */
function allowedByController(
  { controllerName, picklistValues }: SalesforceField,
  row: SalesforceRow,
  schema: SalesforceSchema,
): ReadonlySet<string> | undefined {
  const controller = schema.find(controllerName ?? "");
  if (controller === undefined || row[controller.name] === undefined) return undefined;
  const place = placeOf(row[controller.name], controller);
  const allowed = (picklistValues ?? []).filter(({ validFor }) => holds(validFor, place));
  return new Set(allowed.map(({ value }) => value));
}

/** Of a checkbox the places are no and yes; of a picklist those of all its values. */
function placeOf(value: unknown, { type, picklistValues }: SalesforceField): number {
  if (type === "boolean") return value === true || value === "true" ? 1 : 0;
  return (picklistValues ?? []).findIndex((option) => option.value === value);
}

/** A bitmap in base64, the first place in the highest bit. */
function holds(validFor: string | null | undefined, place: number): boolean {
  const byte = Buffer.from(validFor ?? "", "base64")[place >> 3] ?? 0;
  return place >= 0 && (byte & (0x80 >> (place & 7))) !== 0;
}

function textIn(row: SalesforceRow, name: string | undefined): string | undefined {
  const value = name === undefined ? undefined : row[name];
  return typeof value === "string" ? value : undefined;
}

/**
 * What the records of a type take, from the User Interface API. Where our user may not ask, the options of
 * the field count, and what Salesforce then refuses goes to a person all the same.
 */
export async function readRecordTypeValues(
  {
    client,
    objectOf,
  }: { client: SalesforceClient; objectOf(object: ObjectName): SalesforceObject },
  key: string,
  signal: AbortSignal,
): Promise<RecordTypeValues> {
  const [object = "", recordType = ""] = key.split("/");
  const path = `/ui-api/object-info/${objectOf(object).type}/picklist-values/${recordType}`;
  try {
    const { data } = await client.request({ method: "GET", path, during: "read" }, signal);
    const parsed = picklistReply.safeParse(data);
    if (!parsed.success) throw malformed(parsed.error);
    const fields = Object.entries(parsed.data.picklistFieldValues);
    return new Map(
      fields.map(([name, { values }]) => [name.toLowerCase(), values.map(({ value }) => value)]),
    );
  } catch (error) {
    if (error instanceof CrmError && notTold.has(error.reason)) return null;
    throw error;
  }
}

const notTold: ReadonlySet<CrmError["reason"]> = new Set([
  ...(["not-permitted", "wrong-endpoint", "refused-read", "refused-call", "gone"] as const),
  "unreadable",
]);
