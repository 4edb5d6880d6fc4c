import type { ObjectName } from "@fieldwork/contracts";
import { AppError, isAppError } from "@fieldwork/runtime";
import { z } from "zod";
import type {
  Deployment,
  DescribedField,
  EnsureResult,
  LackingObject,
  MetadataFile,
  OutputField,
  OutputsOf,
} from "../crm-adapter.ts";
import type { Mapping } from "../mapping/mapping.ts";
import { malformed, type SalesforceClient } from "./salesforce-client.ts";
import { defaultApiVersion, type SalesforceContext } from "./salesforce-context.ts";
import {
  describeField,
  differenceOf,
  type SalesforceField,
  type SalesforceObject,
  type SalesforceSchema,
  salesforceField,
  salesforceName,
} from "./salesforce-fields.ts";
import { salesforceMapping } from "./salesforce-mapping.ts";
import { salesforceDeployment } from "./salesforce-metadata.ts";

const describeReply = z.object({
  fields: z.array(salesforceField),
  recordTypeInfos: z
    .array(z.object({ active: z.boolean().nullish(), master: z.boolean().nullish() }))
    .nullish()
    .catch(null),
  keyPrefix: z.string().nullish().catch(undefined),
});

/** Runs a call that names fields; should one have vanished since they were described, once more without it. */
export async function withSchema<T>(
  { schemas }: SalesforceContext,
  { object, signal }: { object: ObjectName; signal: AbortSignal },
  use: (schema: SalesforceSchema) => Promise<T>,
): Promise<T> {
  try {
    return await use(await schemas.get(object, signal));
  } catch (error) {
    if (!isAppError(error, "crm_field_missing")) throw error;
    return await use(await schemas.fresh(object, signal));
  }
}

/** Which fields there are: a query that names one our user cannot see fails as a whole. */
export async function describeObject(
  client: SalesforceClient,
  { type }: Pick<SalesforceObject, "type">,
  signal: AbortSignal,
): Promise<SalesforceSchema> {
  const { data } = await client.request(
    {
      method: "GET",
      path: `/sobjects/${type}/describe`,
      during: "read",
    },
    signal,
  );
  const parsed = describeReply.safeParse(data);
  if (!parsed.success) throw malformed(parsed.error);
  const { fields } = parsed.data;
  const byName = new Map(fields.map((field) => [field.name, field]));
  const inAnyCase = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
  const recordTypes = parsed.data.recordTypeInfos ?? [];
  return {
    find: (apiName) => byName.get(apiName) ?? inAnyCase.get(apiName.toLowerCase()),
    keyPrefix: parsed.data.keyPrefix ?? undefined,
    // The master type is there in every org, and takes all options.
    hasRecordTypes: recordTypes.some(({ active, master }) => active !== false && master !== true),
  };
}

export async function describeSalesforceFields(
  { schemas, outputs, objectOf }: SalesforceContext,
  object: ObjectName,
  signal: AbortSignal,
): Promise<DescribedField[]> {
  const schema = await schemas.fresh(object, signal);
  const canonical = objectOf(object).fields.map(({ field, from, type, filterable }) => ({
    ...{ field, type, isFilterable: filterable },
    name: from.find((one) => schema.find(one) !== undefined) ?? from[0] ?? field,
  }));
  const ours = outputs(object).map(({ field, type }) => ({
    ...{ field, type, isFilterable: true },
    name: salesforceName(field),
  }));
  return [...canonical, ...ours].map(({ field, name, ...known }) => ({
    ...describeField(field, name, schema.find(name)),
    ...known,
    ...(variesByRecord(schema.find(name), schema) && { variesByRecord: true }),
  }));
}

/** By the record's type, or by what controls the picklist. */
function variesByRecord(found: SalesforceField | undefined, schema: SalesforceSchema): boolean {
  const isChoice = found?.type === "picklist" || found?.type === "multipicklist";
  return isChoice && (schema.hasRecordTypes === true || Boolean(found.controllerName));
}

/** Checks the output fields; what is missing is for an administrator to deploy. */
export async function ensureSalesforceFields(
  { schemas }: SalesforceContext,
  { object, fields }: { object: ObjectName; fields: readonly OutputField[] },
  signal: AbortSignal,
): Promise<EnsureResult> {
  const schema = await schemas.fresh(object, signal);
  const differences = fields.flatMap((output) => {
    const found = schema.find(salesforceName(output.field));
    return (found && differenceOf(output, found)) ?? [];
  });
  if (differences.length > 0) throw differs(differences);
  const missing = fields.filter(({ field }) => !schema.find(salesforceName(field)));
  if (missing.length === 0) return { kind: "ready", created: [] };
  return { kind: "missing", fields: missing.map(({ field }) => field) };
}

/** The files that create what these objects lack. */
export function deploymentFor(
  { objectOf, apiVersion }: Pick<SalesforceContext, "objectOf" | "apiVersion">,
  objects: readonly LackingObject[],
): Deployment {
  const lacking = objects.map(({ object, fields, outputs }) => ({
    sobject: objectOf(object).type,
    missing: outputs.filter(({ field }) => fields.includes(field)),
    outputs,
  }));
  return salesforceDeployment(lacking, apiVersion);
}

/** The files that create every one of these outputs in an org that has none of them. */
export function outputMetadata(
  outputs: OutputsOf,
  mapping: Mapping = salesforceMapping,
): MetadataFile[] {
  const objects = [...mapping].flatMap(([object, { vendorObject: sobject }]) => {
    const all = outputs(object);
    return all.length === 0 ? [] : [{ sobject, missing: all, outputs: all }];
  });
  return [...salesforceDeployment(objects, defaultApiVersion).metadata];
}

function differs(differences: readonly string[]): AppError {
  return new AppError(
    `Salesforce has fields with these names that cannot hold our values: ${differences.join("; ")}. ` +
      "Change them in Salesforce, or choose other field names",
    { code: "config_invalid", retryable: false, details: { differences } },
  );
}
