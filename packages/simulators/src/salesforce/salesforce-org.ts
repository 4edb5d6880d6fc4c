import type { CrmActions, DirectChange } from "../core/crm-actions.ts";
import { createFlows, type Flows } from "../core/flows.ts";
import type { Reply } from "../core/http-reply.ts";
import {
  createRecordStore,
  type NewRecord,
  type RecordStore,
  type StoredRecord,
} from "../core/record-store.ts";
import type { Call, Caller } from "../core/routes.ts";
import type { SimulatorCore } from "../core/vendor.ts";
import { withLinks } from "./salesforce-children.ts";
import { refusal, SalesforceRefusal } from "./salesforce-errors.ts";
import { keyPrefixes, type SalesforceObjectName } from "./salesforce-fields.ts";
import { fullId, numberedId, numberOf } from "./salesforce-ids.ts";
import { createRowLocks, type LockRows } from "./salesforce-locks.ts";
import type { SalesforceOptions } from "./salesforce-options.ts";
import { createSalesforceSchema, type SalesforceSchema } from "./salesforce-schema.ts";
import { callers } from "./salesforce-sessions.ts";
import type { SalesforceStream } from "./salesforce-stream.ts";
import { checkFields, wholeSecondMs } from "./salesforce-values.ts";

/** One simulated org: its records and its fields. */
export interface SalesforceOrg {
  store: RecordStore;
  flows: Flows;
  schema: SalesforceSchema;
  options: SalesforceOptions;
  lockRows: LockRows;
  /** Whole seconds. */
  now(): number;
  /** @throws SalesforceRefusal 404 for what is no object. */
  object(name: string | undefined): SalesforceObjectName;
  /** A record by its id of 15 or 18 characters, deleted ones included. */
  find(object: SalesforceObjectName, id: string | undefined): StoredRecord | undefined;
  create(
    object: SalesforceObjectName,
    fields: Record<string, unknown>,
    change: Change,
  ): StoredRecord;
  newRecord(object: SalesforceObjectName, fields: Record<string, unknown>): NewRecord;
}

export interface Change {
  by: Caller;
  atMs: number;
}

const firstNumber = 11_000_000;

export function createSalesforceOrg(
  core: SimulatorCore,
  options: SalesforceOptions,
  stream: Pick<SalesforceStream, "telling">,
): SalesforceOrg {
  const records = createRecordStore(core, {
    textStorage: options.textStorage,
    keepsVersions: options.fieldHistory ?? false,
  });
  const flows = createFlows();
  const store = withLinks(flows.running(options.streams ? stream.telling(records) : records));
  const schema = createSalesforceSchema(core.journal, options);
  const clock = options.now ?? Date.now;
  const lastNumbers: Partial<Record<SalesforceObjectName, number>> = {};

  function newRecord(object: SalesforceObjectName, fields: Record<string, unknown>): NewRecord {
    const prefix = `${keyPrefixes[object]}Wz00000`;
    const last = lastNumbers[object] ?? lastNumberOf(store, object, prefix);
    lastNumbers[object] = last + 1;
    return { object, id: numberedId(prefix, last + 1), fields };
  }
  return {
    store,
    flows,
    schema,
    options,
    lockRows: createRowLocks(options.rowLocks),
    now: () => wholeSecondMs(clock()),
    object(name) {
      const object = schema.objectNamed(name);
      if (object) return object;
      const message = "The requested resource does not exist";
      throw new SalesforceRefusal(404, { code: "NOT_FOUND", message });
    },
    find: (object, id) => store.get(object, fullId(id ?? "") ?? ""),
    create: (object, fields, change) => store.create(newRecord(object, fields), change),
    newRecord,
  };
}

function lastNumberOf(store: RecordStore, object: string, prefix: string): number {
  let last = firstNumber;
  for (const { id } of store.all(object)) last = Math.max(last, numberOf(id, prefix));
  return last;
}

/** A handler that may throw what it refuses. */
export function answering(
  handle: (call: Call) => Reply | Promise<Reply>,
): (call: Call) => Promise<Reply> {
  return async (call) => {
    try {
      return await handle(call);
    } catch (error) {
      if (error instanceof SalesforceRefusal) return refusal(error.status, error.problem);
      throw error;
    }
  };
}

/** @throws SalesforceRefusal for a body that is no JSON. */
export function jsonBody({ body }: Call): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw unreadableBody(cause);
  }
}

function unreadableBody(cause: unknown): SalesforceRefusal {
  const message = "Unexpected character at the beginning of the body";
  return new SalesforceRefusal(400, { code: "JSON_PARSER_ERROR", message }, { cause });
}

/** What a lead becomes: it stays where it is, and nobody may change it any more. */
export function convertLead(
  org: SalesforceOrg,
  id: string,
  change: Change,
): { accountId: string; contactId: string } {
  const lead = org.find("Lead", id);
  if (!lead) throw new Error(`there is no Lead ${id}`);
  const { Company: Name, FirstName, LastName, Email, Title } = lead.fields;
  const accountId = org.create("Account", { Name }, change).id;
  const contact = { FirstName, LastName, Email, Title, AccountId: accountId };
  const contactId = org.create("Contact", contact, change).id;
  const converted = { ConvertedAccountId: accountId, ConvertedContactId: contactId };
  org.store.update(lead, { ...converted, IsConverted: true }, change);
  return { accountId, contactId };
}

export function salesforceActions(org: SalesforceOrg): CrmActions {
  const { store, schema } = org;
  const authorship = ({ by, atMs }: DirectChange): Change => ({
    by: callers[by],
    atMs: wholeSecondMs(atMs),
  });
  function checked(object: SalesforceObjectName, given: Record<string, unknown>) {
    const { values, problems } = checkFields((name) => schema.field(object, name), object, given);
    if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("; "));
    return values;
  }
  return {
    create: (name, records, change) =>
      records.map((fields) => {
        const object = org.object(name);
        return org.create(object, checked(object, fields), authorship(change)).id;
      }),
    edit(record, fields, change) {
      store.update(record, checked(org.object(record.object), fields), authorship(change));
    },
    remove: (record, change) => store.remove(record, authorship(change)),
    restore: (record, change) => store.restore(record, authorship(change)),
    merge(primary, others, change) {
      for (const loser of others) {
        store.update(loser, { MasterRecordId: primary.id }, authorship(change));
        store.remove(loser, authorship(change));
      }
      store.update(primary, {}, authorship(change));
      return primary.id;
    },
    find: ({ object, id }) => org.find(org.object(object), id),
    count: (name) => store.count(name === undefined ? undefined : org.object(name)),
    flows: org.flows,
  };
}
