import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import type { Call, Route } from "../core/routes.ts";
import { SalesforceRefusal } from "./salesforce-errors.ts";
import { keyPrefixes, objectNames, type SalesforceObjectName } from "./salesforce-fields.ts";
import { fullId } from "./salesforce-ids.ts";
import { createSalesforceIngest } from "./salesforce-ingest-routes.ts";
import { fieldsNamed } from "./salesforce-object-routes.ts";
import { answering, jsonBody, type SalesforceOrg } from "./salesforce-org.ts";
import { recordView } from "./salesforce-records.ts";
import {
  lockedOut,
  type PlannedWrite,
  perform,
  planCreate,
  planDelete,
  planUpdate,
  rowsToLock,
  type WriteOutcome,
} from "./salesforce-writes.ts";

const root = "/services/data/:version/composite/sobjects";
const maxRecords = 200;
const maxRetrieved = 2000;

const row = z.looseObject({ attributes: z.looseObject({ type: z.string() }) });
const writeBody = z.object({ allOrNone: z.boolean().nullish(), records: z.array(row) });
const retrieveBody = z.object({ ids: z.array(z.string()), fields: z.array(z.string()) });

/** Up to 200 records a call, answered in their order; well-formed calls succeed whatever becomes of a record. More go by jobs. */
export function collectionRoutes(org: SalesforceOrg): Record<string, Route> {
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
    ...createSalesforceIngest(org),
    [`PATCH ${root}`]: route("write", "update-collection", (call) => {
      const { allOrNone, records } = read(writeBody, call);
      const context = { org, ...call, count: records.length };
      const rows = records.map(({ attributes, ...fields }) =>
        rowsToLock(org, org.object(attributes.type), idOf(fields)),
      );
      return org.lockRows(rows, (isLocked) => {
        const writes = records.map(({ attributes, ...fields }, index) =>
          isLocked(index)
            ? planUpdate(context, org.object(attributes.type), { id: idOf(fields), fields })
            : lockedOut(),
        );
        return collection(writes, allOrNone ?? false);
      });
    }),
    [`POST ${root}`]: route("write", "create-collection", (call) => {
      const { allOrNone, records } = read(writeBody, call);
      const writes = records.map(({ attributes, ...fields }) =>
        planCreate({ org, ...call }, org.object(attributes.type), fields),
      );
      return collection(writes, allOrNone ?? false);
    }),
    [`DELETE ${root}`]: route("write", "delete-collection", (call) => {
      const ids = (call.query.get("ids") ?? "").split(",");
      const writes = ids.map((id) => planDelete({ org, ...call }, objectOfId(id), id));
      return collection(writes, call.query.get("allOrNone") === "true");
    }),
    [`POST ${root}/:object`]: route("read", "retrieve-collection", (call) => retrieve(org, call)),
  };
}

function idOf(fields: Record<string, unknown>): string | undefined {
  const id = fields.id ?? fields.Id;
  return typeof id === "string" ? id : undefined;
}

function read<T>(schema: z.ZodType<T>, call: Call): T {
  const parsed = schema.safeParse(jsonBody(call));
  if (parsed.success) return parsed.data;
  const message = `The request body is not valid: ${z.prettifyError(parsed.error)}`;
  throw new SalesforceRefusal(400, { code: "INVALID_INPUT", message });
}

function collection(writes: readonly PlannedWrite[], isAllOrNone: boolean): Reply {
  if (writes.length > maxRecords) {
    const message = `record limit reached. cannot submit more than ${maxRecords} records into this call`;
    throw new SalesforceRefusal(400, { code: "EXCEEDED_MAX_RECORDS", message });
  }
  const isRolledBack = isAllOrNone && writes.some(({ kind }) => kind === "refused");
  const outcomes = writes.map((write): WriteOutcome => {
    if (!isRolledBack || write.kind === "refused") return perform(write);
    const message =
      "Record rolled back because not all records were valid and the request was using AllOrNone header";
    return { kind: "refused", problems: [{ code: "ALL_OR_NONE_OPERATION_ROLLED_BACK", message }] };
  });
  return { status: 200, json: outcomes.map(outcomeView) };
}

/** A failed record is without an id: only its place tells which it was. */
function outcomeView(outcome: WriteOutcome): Record<string, unknown> {
  if (outcome.kind === "done") return { id: outcome.id, success: true, errors: [] };
  const errors = outcome.problems.map(({ code, message, fields }) => ({
    statusCode: code,
    message,
    fields: fields ?? [],
  }));
  return { success: false, errors };
}

function retrieve(org: SalesforceOrg, call: Call): Reply {
  const { ids, fields } = read(retrieveBody, call);
  const object = org.object(call.params.object);
  if (ids.length > maxRetrieved) {
    const message = `no more than ${maxRetrieved} records can be retrieved at a time`;
    throw new SalesforceRefusal(400, { code: "EXCEEDED_MAX_RECORDS", message });
  }
  const malformed = ids.find((id) => fullId(id) === undefined);
  if (malformed !== undefined) {
    const message = `malformed id ${malformed}`;
    throw new SalesforceRefusal(400, { code: "MALFORMED_ID", message });
  }
  const wanted = fieldsNamed(org, object, ["Id", ...fields]);
  const json = ids.map((id) => {
    const record = org.find(object, id);
    if (!record || record.deletedAtMs !== null) return null;
    return recordView(record, wanted, call.params.version ?? "");
  });
  return { status: 200, json };
}

function objectOfId(id: string): SalesforceObjectName {
  return objectNames.find((name) => id.startsWith(keyPrefixes[name])) ?? "Account";
}
