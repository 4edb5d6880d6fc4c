import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import type { StoredRecord } from "../core/record-store.ts";
import type { Call, Route } from "../core/routes.ts";
import { problems, refusal, SalesforceRefusal } from "./salesforce-errors.ts";
import {
  describeField,
  keyPrefixes,
  objectNames,
  type SalesforceObjectName,
} from "./salesforce-fields.ts";
import { answering, jsonBody, type SalesforceOrg } from "./salesforce-org.ts";
import { picklistRoutes } from "./salesforce-picklist-routes.ts";
import { recordTypeInfos } from "./salesforce-record-types.ts";
import { recordView } from "./salesforce-records.ts";
import {
  lockedOut,
  type PlannedWrite,
  perform,
  planCreate,
  planDelete,
  planUpdate,
  rowsToLock,
} from "./salesforce-writes.ts";

const root = "/services/data/:version/sobjects";

/** Describe, and single records. */
export function objectRoutes(org: SalesforceOrg): Record<string, Route> {
  const route = (
    kind: string,
    operation: string,
    handle: (call: Call) => Reply | Promise<Reply>,
  ): Route => ({
    kind,
    operation,
    handle: answering(handle),
  });
  return {
    ...picklistRoutes(org),
    [`GET ${root}`]: route("read", "list-objects", () => ({
      status: 200,
      json: { encoding: "UTF-8", maxBatchSize: 200, sobjects: objectNames.map(objectView) },
    })),
    [`GET ${root}/:object/describe`]: route("read", "describe", ({ params }) =>
      describe(org, org.object(params.object)),
    ),
    [`GET ${root}/:object`]: route("read", "basic-info", ({ params }) => ({
      status: 200,
      json: { objectDescribe: objectView(org.object(params.object)), recentItems: [] },
    })),
    [`GET ${root}/:object/:id`]: route("read", "get", (call) => get(org, call)),
    [`POST ${root}/:object`]: route("write", "create", (call) => {
      const object = org.object(call.params.object);
      return written(planCreate({ org, ...call }, object, fieldsOf(call)), 201);
    }),
    [`PATCH ${root}/:object/:id`]: route("write", "update", (call) => {
      const rows = [rowsToLock(org, org.object(call.params.object), call.params.id)];
      return org.lockRows(rows, (isLocked) =>
        isLocked(0) ? update(org, call) : written(lockedOut(), 204),
      );
    }),
    [`DELETE ${root}/:object/:id`]: route("write", "delete", (call) => {
      const object = org.object(call.params.object);
      const { record, reply } = existing(org, object, call.params.id);
      return record ? written(planDelete({ org, ...call }, object, record.id), 204) : reply;
    }),
  };
}

function objectView(name: SalesforceObjectName): Record<string, unknown> {
  return {
    name,
    label: name,
    labelPlural: `${name}s`,
    keyPrefix: keyPrefixes[name],
    custom: false,
    createable: true,
    updateable: true,
    deletable: true,
    queryable: true,
    retrieveable: true,
    searchable: true,
    urls: {},
  };
}

function describe({ schema, options }: SalesforceOrg, object: SalesforceObjectName): Reply {
  const fields = [...schema.fields(object)].map((field) =>
    describeField(field, schema.field(object, field.controlledBy?.field ?? "")),
  );
  const types = recordTypeInfos(options.recordTypes?.[object]);
  return {
    status: 200,
    json: { ...objectView(object), fields, childRelationships: [], recordTypeInfos: types },
  };
}

function existing(
  org: SalesforceOrg,
  object: SalesforceObjectName,
  id: string | undefined,
): { record: StoredRecord; reply?: never } | { record?: never; reply: Reply } {
  const record = org.find(object, id);
  if (!record) return { reply: refusal(404, problems.notFound) };
  if (record.deletedAtMs !== null) return { reply: refusal(404, problems.deleted) };
  return { record };
}

function get(org: SalesforceOrg, { params, query }: Call): Reply {
  const object = org.object(params.object);
  const { record, reply } = existing(org, object, params.id);
  if (!record) return reply;
  const asked = query.get("fields");
  const fields =
    asked === null
      ? org.schema.fields(object)
      : fieldsNamed(org, object, asked.split(",").concat("Id"));
  return { status: 200, json: recordView(record, fields, params.version ?? "") };
}

/** @throws SalesforceRefusal for a field that the object does not have. */
export function fieldsNamed(
  { schema }: SalesforceOrg,
  object: SalesforceObjectName,
  names: readonly string[],
) {
  return names.map((name) => {
    const field = schema.field(object, name.trim());
    if (field) return field;
    const message = `No such column '${name}' on sobject of type ${object}`;
    throw new SalesforceRefusal(400, { code: "INVALID_FIELD", message });
  });
}

function update(org: SalesforceOrg, call: Call): Reply {
  const object = org.object(call.params.object);
  const { record, reply } = existing(org, object, call.params.id);
  if (!record) return reply;
  const since = call.headers["if-unmodified-since"];
  if (since !== undefined) {
    const sinceMs = Date.parse(since);
    if (Number.isNaN(sinceMs)) {
      const message = "The value of If-Unmodified-Since is no date";
      return refusal(400, { code: "INVALID_HEADER", message });
    }
    if (record.savedAtMs > sinceMs) return { status: 412 };
  }
  const write = planUpdate({ org, ...call }, object, { id: record.id, fields: fieldsOf(call) });
  return written(write, 204);
}

const fieldsBody = z.record(z.string(), z.unknown());

function fieldsOf(call: Call): Record<string, unknown> {
  const parsed = fieldsBody.safeParse(jsonBody(call));
  if (parsed.success) return parsed.data;
  const message = "The body is no object";
  throw new SalesforceRefusal(400, { code: "JSON_PARSER_ERROR", message });
}

function written(write: PlannedWrite, status: 201 | 204): Reply {
  const outcome = perform(write);
  if (outcome.kind === "refused") {
    const json = outcome.problems.map(({ code, message, fields }) => ({
      message,
      errorCode: code,
      fields: fields ?? [],
    }));
    return { status: 400, json };
  }
  return status === 204
    ? { status }
    : { status, json: { id: outcome.id, success: true, errors: [] } };
}
