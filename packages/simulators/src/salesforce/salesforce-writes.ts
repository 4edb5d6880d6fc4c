import { z } from "zod";
import type { Caller, VendorFault } from "../core/routes.ts";
import { problems, type SalesforceProblem, unableToLock } from "./salesforce-errors.ts";
import type { SalesforceField, SalesforceObjectName } from "./salesforce-fields.ts";
import { fullId } from "./salesforce-ids.ts";
import type { SalesforceOrg } from "./salesforce-org.ts";
import { inRecordType } from "./salesforce-record-types.ts";
import { checkFields } from "./salesforce-values.ts";

export interface WriteContext {
  org: SalesforceOrg;
  caller: Caller;
  vendorFaults: readonly VendorFault[];
  /** How many records the call is about; one, when left out. */
  count?: number;
}

export type WriteOutcome =
  | { kind: "done"; id: string }
  | { kind: "refused"; problems: readonly SalesforceProblem[] };

/** A write that has been checked, and is done when `apply` is called. */
export type PlannedWrite =
  | { kind: "ready"; apply(): string }
  | { kind: "refused"; problems: readonly SalesforceProblem[] };

export function planUpdate(
  context: WriteContext,
  object: SalesforceObjectName,
  { id, fields }: { id: string | undefined; fields: Record<string, unknown> },
): PlannedWrite {
  const { org, caller } = context;
  if (fullId(id ?? "") === undefined) return refused(malformedId(object, id));
  const record = org.find(object, id);
  if (!record) return refused(problems.crossReference);
  if (record.deletedAtMs !== null) return refused(problems.deleted);
  if (record.fields.IsConverted === true) return refused(problems.converted);
  const told = faultProblems(context, record.id);
  if (told.length > 0) return { kind: "refused", problems: told };
  const typeId = fields.RecordTypeId ?? record.fields.RecordTypeId;
  const checked = checkFields(finder(org, object, typeId), object, fields);
  if (checked.problems.length > 0) return { kind: "refused", problems: checked.problems };
  return {
    kind: "ready",
    apply() {
      org.store.update(record, checked.values, { by: caller, atMs: org.now() });
      return record.id;
    },
  };
}

/** What is locked while a record is saved: itself, and the account that it belongs to. */
export function rowsToLock(
  org: SalesforceOrg,
  object: SalesforceObjectName,
  id: string | undefined,
): string[] {
  const record = org.find(object, id);
  const account = record?.fields.AccountId;
  return record ? [record.id, ...(typeof account === "string" ? [account] : [])] : [];
}

/** A write whose rows another call has locked for too long. */
export function lockedOut(): PlannedWrite {
  return refused(unableToLock());
}

export function planCreate(
  { org, caller }: WriteContext,
  object: SalesforceObjectName,
  fields: Record<string, unknown>,
): PlannedWrite {
  const required = [...org.schema.fields(object)].filter(({ isRequired }) => isRequired);
  const absent = required.filter(({ name }) => !Object.hasOwn(fields, name));
  const given = { ...Object.fromEntries(absent.map(({ name }) => [name, null])), ...fields };
  const checked = checkFields(finder(org, object, given.RecordTypeId), object, given);
  if (checked.problems.length > 0) return { kind: "refused", problems: checked.problems };
  const create = () => org.create(object, checked.values, { by: caller, atMs: org.now() }).id;
  return { kind: "ready", apply: create };
}

export function planDelete(
  { org, caller }: WriteContext,
  object: SalesforceObjectName,
  id: string | undefined,
): PlannedWrite {
  const record = org.find(object, id);
  if (!record) return refused(problems.crossReference);
  if (record.deletedAtMs !== null) return refused(problems.deleted);
  return {
    kind: "ready",
    apply() {
      org.store.remove(record, { by: caller, atMs: org.now() });
      return record.id;
    },
  };
}

export function perform(write: PlannedWrite): WriteOutcome {
  return write.kind === "refused" ? write : { kind: "done", id: write.apply() };
}

function refused(problem: SalesforceProblem): PlannedWrite {
  return { kind: "refused", problems: [problem] };
}

/** Fields as the records of one type have them. */
function finder({ schema, options }: SalesforceOrg, object: SalesforceObjectName, typeId: unknown) {
  return (name: string): SalesforceField | undefined => {
    const field = schema.field(object, name);
    return field && inRecordType(field, options.recordTypes?.[object], typeId);
  };
}

function malformedId(object: string, id: string | undefined): SalesforceProblem {
  const message = `${object} ID: id value of incorrect type: ${id ?? ""}`;
  return { code: "MALFORMED_ID", message, fields: ["Id"] };
}

/**
 * Told faults. `item-error`: the records with these ids, or every one, are refused with this code, or with
 * these errors. `automation-limit`: the org's own trigger takes no more than `atMost` records at a time,
 * and fails all of a larger call.
 */
function faultProblems(
  { vendorFaults, count = 1 }: WriteContext,
  id: string,
): readonly SalesforceProblem[] {
  for (const fault of vendorFaults) {
    if (fault.vendor === "automation-limit" && count > Number(fault.atMost)) return [tooMany()];
    if (fault.vendor !== "item-error") continue;
    const ids = Array.isArray(fault.ids) ? fault.ids.map((one) => fullId(String(one))) : [id];
    if (!ids.includes(id)) continue;
    return faultErrors.parse(fault.errors ?? [fault]).map(faultProblem);
  }
  return [];
}

const faultErrors = z.array(
  z.object({
    code: z.string().default("UNABLE_TO_LOCK_ROW"),
    message: z.string().optional(),
    fields: z.array(z.string()).default([]),
  }),
);

function faultProblem({ code, message, fields }: z.infer<typeof faultErrors>[number]) {
  if (code === "UNABLE_TO_LOCK_ROW" && message === undefined) return unableToLock();
  return { code, message: message ?? code, fields };
}

function tooMany(): SalesforceProblem {
  const cause = "System.LimitException: Too many SOQL queries: 101";
  const message = `AccountTrigger: execution of BeforeUpdate caused by: ${cause} Trigger.AccountTrigger: line 12, column 1`;
  return { code: "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message, fields: [] };
}
