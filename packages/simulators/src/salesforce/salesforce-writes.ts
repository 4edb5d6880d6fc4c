import type { Caller, VendorFault } from "../core/routes.ts";
import { problems, type SalesforceProblem, unableToLock } from "./salesforce-errors.ts";
import type { SalesforceField, SalesforceObjectName } from "./salesforce-fields.ts";
import { fullId } from "./salesforce-ids.ts";
import type { SalesforceOrg } from "./salesforce-org.ts";
import { checkFields } from "./salesforce-values.ts";

export interface WriteContext {
  org: SalesforceOrg;
  caller: Caller;
  vendorFaults: readonly VendorFault[];
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
  const told = toldProblem(context, record.id);
  if (told) return refused(told);
  const checked = checkFields(finder(org, object), object, fields);
  if (checked.problems.length > 0) return { kind: "refused", problems: checked.problems };
  return {
    kind: "ready",
    apply() {
      org.store.update(record, checked.values, { by: caller, atMs: org.now() });
      return record.id;
    },
  };
}

export function planCreate(
  { org, caller }: WriteContext,
  object: SalesforceObjectName,
  fields: Record<string, unknown>,
): PlannedWrite {
  const required = [...org.schema.fields(object)].filter(({ isRequired }) => isRequired);
  const absent = required.filter(({ name }) => !Object.hasOwn(fields, name));
  const given = { ...Object.fromEntries(absent.map(({ name }) => [name, null])), ...fields };
  const checked = checkFields(finder(org, object), object, given);
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

function finder(org: SalesforceOrg, object: SalesforceObjectName) {
  return (name: string): SalesforceField | undefined => org.schema.field(object, name);
}

function malformedId(object: string, id: string | undefined): SalesforceProblem {
  const message = `${object} ID: id value of incorrect type: ${id ?? ""}`;
  return { code: "MALFORMED_ID", message, fields: ["Id"] };
}

/** The fault `item-error`: the records with these ids, or every one, are refused with this code. */
function toldProblem({ vendorFaults }: WriteContext, id: string): SalesforceProblem | undefined {
  for (const fault of vendorFaults) {
    if (fault.vendor !== "item-error") continue;
    const ids = Array.isArray(fault.ids) ? fault.ids.map((one) => fullId(String(one))) : [id];
    if (!ids.includes(id)) continue;
    const code = String(fault.code ?? "UNABLE_TO_LOCK_ROW");
    if (code === "UNABLE_TO_LOCK_ROW") return unableToLock();
    const message = String(fault.message ?? code);
    return { code, message, fields: [] };
  }
  return undefined;
}
