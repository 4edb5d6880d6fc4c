import type { ObjectName } from "@fieldwork/contracts";
import { isAppError } from "@fieldwork/runtime";
import { z } from "zod";
import type { DescribedField, EnsureResult, OutputField } from "../crm-adapter.ts";
import { findOption } from "../find-option.ts";
import { type HubspotClient, malformed } from "./hubspot-client.ts";
import type { HubspotContext } from "./hubspot-context.ts";
import {
  describeProperty,
  differenceOf,
  differs,
  type HubspotObject,
  type HubspotSchema,
  hubspotName,
  hubspotProperty,
  outputGroup,
  propertyFor,
} from "./hubspot-fields.ts";

const propertyList = z.object({ results: z.array(hubspotProperty) });

export async function describeHubspotFields(
  context: HubspotContext,
  object: ObjectName,
  signal: AbortSignal,
): Promise<DescribedField[]> {
  const properties = await context.schemas.fresh(object, signal);
  const canonical = context.objectOf(object).fields.map(({ field, from, type, filterable }) => ({
    ...{ field, type, isFilterable: filterable },
    name: from.find((one) => properties.has(one)) ?? from[0] ?? field,
  }));
  const outputs = context.outputs(object).map(({ field, type }) => ({
    ...{ field, type, isFilterable: true },
    name: hubspotName(field),
    // What is HubSpot's own is never ours to write, whatever a definition says.
    ...(properties.get(hubspotName(field))?.hubspotDefined === true && { writable: false }),
  }));
  return [...canonical, ...outputs].map(({ field, name, ...known }) => ({
    ...describeProperty(field, name, properties.get(name)),
    ...known,
  }));
}

/** Creates group and properties that are missing. Running twice, or beside another, is harmless. */
export async function ensureHubspotFields(
  context: HubspotContext,
  { object, fields }: { object: ObjectName; fields: readonly OutputField[] },
  signal: AbortSignal,
): Promise<EnsureResult> {
  const before = await context.schemas.fresh(object, signal);
  assertFit(fields, before);
  const missing = fields.filter(({ field }) => !before.has(hubspotName(field)));
  if (missing.length === 0) {
    warnOfMissingOptions(context, fields, before);
    return { kind: "ready", created: [] };
  }
  await createAll(context, { object, fields: missing }, signal);
  assertFit(fields, await context.schemas.fresh(object, signal));
  return { kind: "ready", created: missing.map(({ field }) => field) };
}

async function createAll(
  { client, objectOf }: HubspotContext,
  { object, fields }: { object: ObjectName; fields: readonly OutputField[] },
  signal: AbortSignal,
): Promise<void> {
  const { type } = objectOf(object);
  await unlessThere(() =>
    client.call("write", signal, ({ groups }) => groups.create(type, outputGroup)),
  );
  for (const field of fields) {
    await unlessThere(() =>
      client.call("write", signal, ({ properties }) =>
        properties.create(type, propertyFor(field) as Parameters<typeof properties.create>[1]),
      ),
    );
  }
}

async function unlessThere(create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!isAppError(error) || error.details.status !== 409) throw error;
  }
}

export async function readProperties(
  client: HubspotClient,
  { type }: HubspotObject,
  signal: AbortSignal,
): Promise<HubspotSchema> {
  const reply = await client.call("read", signal, ({ properties }) => properties.getAll(type));
  const parsed = propertyList.safeParse(reply);
  if (!parsed.success) throw malformed(parsed.error);
  return new Map(parsed.data.results.map((property) => [property.name, property]));
}

function assertFit(fields: readonly OutputField[], properties: HubspotSchema): void {
  const differences = fields.flatMap((field) => {
    const property = properties.get(hubspotName(field.field));
    return (property && differenceOf(field, property)) ?? [];
  });
  if (differences.length > 0) throw differs(differences);
}

/** Options are the portal's to edit, so a missing one is logged and left; its values wait for a person. */
function warnOfMissingOptions(
  { logger }: HubspotContext,
  fields: readonly OutputField[],
  properties: HubspotSchema,
): void {
  for (const output of fields) {
    if (!("options" in output)) continue;
    const name = hubspotName(output.field);
    const there = describeProperty(output.field, name, properties.get(name));
    const missing = output.options.filter((option) => findOption(option, there) === undefined);
    if (missing.length === 0) continue;
    logger.warn({ field: output.field, missing }, "options are missing in HubSpot");
  }
}
