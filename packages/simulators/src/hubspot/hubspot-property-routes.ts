import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import type { Call, Route } from "../core/routes.ts";
import { hubspotError, objectNotFound, validationError } from "./hubspot-errors.ts";
import { invalidInput, jsonBody, unknownObject } from "./hubspot-object-routes.ts";
import { type HubspotObject, objectNamed } from "./hubspot-objects.ts";
import type { HubspotPortal } from "./hubspot-portal.ts";
import type { HubspotGroup, HubspotProperty } from "./hubspot-properties.ts";

/** The pairs of type and field type that a property can have. */
const fieldTypes: Readonly<Record<string, readonly string[]>> = {
  bool: ["booleancheckbox", "calculation_equation"],
  date: ["date"],
  datetime: ["date"],
  enumeration: ["booleancheckbox", "checkbox", "radio", "select", "calculation_equation"],
  number: ["number", "calculation_equation"],
  phone_number: ["phonenumber"],
  string: ["file", "html", "text", "textarea", "phonenumber", "calculation_equation"],
};

const option = z.object({
  label: z.string(),
  value: z.string(),
  displayOrder: z.number().nullish(),
  hidden: z.boolean().nullish(),
  description: z.string().nullish(),
});
const newProperty = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: z.string().min(1),
  type: z.string(),
  fieldType: z.string(),
  groupName: z.string(),
  description: z.string().nullish(),
  options: z.array(option).nullish(),
  hasUniqueValue: z.boolean().nullish(),
});
type NewProperty = z.infer<typeof newProperty>;
const newGroup = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: z.string().min(1),
  displayOrder: z.number().nullish(),
});

export function propertyRoutes(portal: HubspotPortal, prefix: string): Record<string, Route> {
  const { schema } = portal;
  const on = (
    kind: string,
    operation: string,
    handle: (object: HubspotObject, call: Call) => Reply,
  ): Route => ({
    kind,
    operation,
    handle(call) {
      const object = objectNamed(call.params.type);
      return object ? handle(object, call) : unknownObject(call.params.type);
    },
  });
  return {
    [`GET ${prefix}/:type/groups`]: on("read", "list-groups", (object) =>
      ok({ results: [...schema.groups(object)].map(groupView) }),
    ),
    [`POST ${prefix}/:type/groups`]: on("write", "create-group", (object, call) =>
      createGroup(portal, object, call),
    ),
    [`GET ${prefix}/:type/groups/:name`]: on("read", "get-group", (object, { params }) => {
      const group = schema.group(object, params.name ?? "");
      return group ? ok(groupView(group)) : objectNotFound();
    }),
    [`GET ${prefix}/:type`]: on("read", "list-properties", (object) =>
      ok({ results: [...schema.properties(object)].map(propertyView) }),
    ),
    [`POST ${prefix}/:type`]: on("write", "create-property", (object, call) =>
      createProperty(portal, object, call),
    ),
    [`GET ${prefix}/:type/:name`]: on("read", "get-property", (object, { params }) => {
      const property = schema.property(object, params.name ?? "");
      return property ? ok(propertyView(property)) : objectNotFound();
    }),
    [`POST ${prefix}/:type/batch/create`]: on("write", "create-properties", (object, call) =>
      createProperties(portal, object, call),
    ),
  };
}

function createGroup({ schema }: HubspotPortal, object: HubspotObject, call: Call): Reply {
  const parsed = newGroup.safeParse(jsonBody(call));
  if (!parsed.success) return invalidInput(parsed.error);
  const { name, label, displayOrder } = parsed.data;
  if (schema.group(object, name)) return exists(`Property group ${name}`);
  const group = { name, label, displayOrder: displayOrder ?? -1 };
  schema.addGroup(object, group);
  return { status: 201, json: groupView(group) };
}

function createProperty(portal: HubspotPortal, object: HubspotObject, call: Call): Reply {
  const parsed = newProperty.safeParse(jsonBody(call));
  if (!parsed.success) return invalidInput(parsed.error);
  const problem = problemWith(portal, object, parsed.data);
  if (problem) return problem;
  return { status: 201, json: propertyView(add(portal, object, parsed.data)) };
}

function createProperties(portal: HubspotPortal, object: HubspotObject, call: Call): Reply {
  const parsed = z.object({ inputs: z.array(newProperty) }).safeParse(jsonBody(call));
  if (!parsed.success) return invalidInput(parsed.error);
  const { inputs } = parsed.data;
  for (const input of inputs) {
    const problem = problemWith(portal, object, input);
    if (problem) return problem;
  }
  const at = new Date().toISOString();
  const results = inputs.map((input) => propertyView(add(portal, object, input)));
  return { status: 201, json: { status: "COMPLETE", results, startedAt: at, completedAt: at } };
}

function problemWith(
  { schema }: HubspotPortal,
  object: HubspotObject,
  { name, type, fieldType, groupName, options }: NewProperty,
): Reply | undefined {
  if (schema.property(object, name)) return exists(`A property named '${name}'`);
  if (!schema.group(object, groupName)) {
    return validationError(`Property group ${groupName} does not exist`);
  }
  const allowed = fieldTypes[type];
  if (!allowed?.includes(fieldType)) {
    return validationError(`fieldType ${fieldType} is not valid for a property of type ${type}`);
  }
  const values = (options ?? []).map(({ value }) => value);
  const isBoolean = type === "bool" && fieldType === "booleancheckbox";
  if (isBoolean && values.toSorted().join() !== "false,true") {
    return validationError(`Boolean properties must have the options true and false: ${name}`);
  }
  if (new Set(values).size < values.length) {
    return validationError(`Options of ${name} must have unique values`);
  }
  return undefined;
}

function exists(what: string): Reply {
  return hubspotError(409, { category: "CONFLICT", message: `${what} already exists.` });
}

function add(
  { schema, now }: HubspotPortal,
  object: HubspotObject,
  given: NewProperty,
): HubspotProperty {
  const property: HubspotProperty = {
    ...{ name: given.name, label: given.label, type: given.type, fieldType: given.fieldType },
    groupName: given.groupName,
    description: given.description ?? "",
    options: (given.options ?? []).map((one, index) => ({
      label: one.label,
      value: one.value,
      displayOrder: one.displayOrder ?? index,
      hidden: one.hidden ?? false,
      description: one.description ?? "",
    })),
    isReadOnly: given.fieldType === "calculation_equation",
    isHubspotDefined: false,
    hasUniqueValue: given.hasUniqueValue ?? false,
    createdAt: new Date(now()).toISOString(),
  };
  schema.addProperty(object, property);
  return property;
}

function propertyView(property: HubspotProperty): Record<string, unknown> {
  const { isReadOnly, isHubspotDefined, createdAt, ...view } = property;
  return {
    ...view,
    displayOrder: -1,
    calculated: property.fieldType === "calculation_equation",
    externalOptions: false,
    archived: false,
    hidden: false,
    formField: !isReadOnly,
    dataSensitivity: "non_sensitive",
    ...(isHubspotDefined && { hubspotDefined: true }),
    ...(createdAt !== null && { createdAt, updatedAt: createdAt }),
    modificationMetadata: {
      archivable: !isHubspotDefined,
      readOnlyDefinition: isHubspotDefined,
      readOnlyValue: isReadOnly,
    },
  };
}

function groupView(group: HubspotGroup): Record<string, unknown> {
  return { ...group, archived: false };
}

function ok(json: unknown): Reply {
  return { status: 200, json };
}
