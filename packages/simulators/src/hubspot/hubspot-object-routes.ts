import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import type { StoredRecord } from "../core/record-store.ts";
import type { Call, Route } from "../core/routes.ts";
import { hubspotError, objectNotFound, validationError } from "./hubspot-errors.ts";
import { type HubspotObject, objectNamed } from "./hubspot-objects.ts";
import { type HubspotPortal, livingRecord, mergeRecords } from "./hubspot-portal.ts";
import { recordView } from "./hubspot-records.ts";
import { search } from "./hubspot-search.ts";
import { checkProperties, problemsBody } from "./hubspot-values.ts";

type ObjectHandler = (object: HubspotObject, call: Call) => Reply;

/** Single records, lists and search, under the path that a version of the API has for them. */
export function objectRoutes(portal: HubspotPortal, prefix: string): Record<string, Route> {
  const on = (kind: string, operation: string, handle: ObjectHandler): Route => ({
    kind,
    operation,
    handle: (call) => {
      const object = objectNamed(call.params.type);
      return object ? handle(object, call) : unknownObject(call.params.type);
    },
  });
  return {
    [`GET ${prefix}/:type`]: on("read", "list", (object, call) => list(portal, object, call)),
    [`POST ${prefix}/:type`]: on("write", "create", (object, call) => create(portal, object, call)),
    [`POST ${prefix}/:type/search`]: on("read", "search", (object, call) =>
      searchObjects(portal, object, call),
    ),
    [`POST ${prefix}/:type/merge`]: on("write", "merge", (object, call) =>
      merge(portal, object, call),
    ),
    [`GET ${prefix}/:type/:id`]: on("read", "get", (object, call) => {
      const { id = "" } = call.params;
      const archived = portal.store.get(object, id);
      const record = wantsArchived(call)
        ? archived?.deletedAtMs !== null && archived
        : living(portal, object, id);
      return record ? { status: 200, json: recordView(record, shapeOf(call)) } : objectNotFound();
    }),
    [`PATCH ${prefix}/:type/:id`]: on("write", "update", (object, call) =>
      update(portal, object, call),
    ),
    [`DELETE ${prefix}/:type/:id`]: on("write", "archive", (object, { params, caller }) => {
      const record = living(portal, object, params.id);
      if (record) portal.store.remove(record, { by: caller, atMs: portal.now() });
      return { status: 204 };
    }),
  };
}

export function unknownObject(type: string | undefined): Reply {
  return validationError(`Unable to infer object type from: ${type}`);
}

export function living(
  { store }: HubspotPortal,
  object: HubspotObject,
  id: string | undefined,
): StoredRecord | undefined {
  return livingRecord({ store }, object, id ?? "");
}

export function jsonBody(call: Call): unknown {
  try {
    return JSON.parse(call.body);
  } catch {
    return undefined;
  }
}

export function invalidInput(error: z.ZodError): Reply {
  return validationError(`Invalid input JSON on line 1, column 1: ${z.prettifyError(error)}`);
}

function searchObjects(portal: HubspotPortal, object: HubspotObject, call: Call): Reply {
  const { index, schema } = portal;
  return search(
    {
      records: index.records(object),
      property: (name) => schema.property(object, name),
    },
    jsonBody(call),
  );
}

function list({ store }: HubspotPortal, object: HubspotObject, call: Call): Reply {
  const limit = Number(call.query.get("limit") ?? 10);
  const after = Number(call.query.get("after") ?? 0);
  const isArchived = wantsArchived(call);
  if (!(limit >= 1 && limit <= 100)) return validationError("limit must be between 1 and 100");
  const page: StoredRecord[] = [];
  for (const record of store.all(object)) {
    if (Number(record.id) <= after || (record.deletedAtMs !== null) !== isArchived) continue;
    page.push(record);
    if (page.length > limit) break;
  }
  const results = page.slice(0, limit);
  const next = page.length > limit ? { next: { after: results.at(-1)?.id } } : undefined;
  const shape = shapeOf(call);
  return {
    status: 200,
    json: {
      results: results.map((record) => recordView(record, shape)),
      ...(next && { paging: next }),
    },
  };
}

function wantsArchived({ query }: Call): boolean {
  return query.get("archived") === "true";
}

function shapeOf({ query }: Call) {
  const names = (key: string) => query.getAll(key).flatMap((value) => value.split(","));
  return { properties: names("properties"), history: names("propertiesWithHistory") };
}

const mergeBody = z.object({ primaryObjectId: z.string(), objectIdToMerge: z.string() });

function merge(portal: HubspotPortal, object: HubspotObject, call: Call): Reply {
  const parsed = mergeBody.safeParse(jsonBody(call));
  if (!parsed.success) return invalidInput(parsed.error);
  const primary = living(portal, object, parsed.data.primaryObjectId);
  const other = living(portal, object, parsed.data.objectIdToMerge);
  if (!primary || !other) return objectNotFound();
  if (primary === other) return validationError("A record cannot be merged into itself");
  const change = { by: call.caller, atMs: portal.now() };
  const left = mergeRecords(portal, [primary, other], change);
  return { status: 200, json: recordView(left) };
}

const writeBody = z.object({ properties: z.record(z.string(), z.unknown()) });

function create(portal: HubspotPortal, object: HubspotObject, call: Call): Reply {
  const checked = checkedBody(portal, object, call);
  if ("status" in checked) return checked;
  const conflict = contactWith(portal, object, checked.values.email);
  if (conflict) return contactExists(conflict);
  const change = { by: call.caller, atMs: portal.now() };
  const record = portal.create(object, checked.values, change);
  const properties = Object.keys(checked.values);
  return { status: 201, json: recordView(record, { properties }) };
}

function update(portal: HubspotPortal, object: HubspotObject, call: Call): Reply {
  const record = living(portal, object, call.params.id);
  if (!record) return objectNotFound();
  const checked = checkedBody(portal, object, call);
  if ("status" in checked) return checked;
  const properties = Object.keys(checked.values);
  if (properties.length === 0) {
    return validationError("No properties found to update, please provide at least one.");
  }
  portal.store.update(record, checked.values, { by: call.caller, atMs: portal.now() });
  return { status: 200, json: recordView(record, { properties }) };
}

function checkedBody(
  { schema, options }: HubspotPortal,
  object: HubspotObject,
  call: Call,
): Reply | { values: Record<string, string> } {
  const parsed = writeBody.safeParse(jsonBody(call));
  if (!parsed.success) return invalidInput(parsed.error);
  const { values, problems } = checkProperties(
    (name) => schema.property(object, name),
    parsed.data.properties,
  );
  if (problems.length === 0) return { values };
  return hubspotError(400, problemsBody(problems, options.portalId ?? 0));
}

/** HubSpot keeps one contact for an e-mail address. */
export function contactWith(
  { store }: HubspotPortal,
  object: HubspotObject,
  email: string | undefined,
): string | undefined {
  if (object !== "contacts" || !email) return undefined;
  for (const { fields, deletedAtMs, id } of store.all(object)) {
    if (fields.email === email && deletedAtMs === null) return id;
  }
  return undefined;
}

export function contactExists(id: string): Reply {
  const message = `Contact already exists. Existing ID: ${id}`;
  return hubspotError(409, { category: "CONFLICT", message });
}
