import type { TextStorage } from "../core/store-text.ts";
import type { SimulatorOptions } from "../core/vendor.ts";
import type { SalesforceAutomation } from "./salesforce-automations.ts";
import type { RowLockOptions } from "./salesforce-locks.ts";
import type { RecordTypes } from "./salesforce-record-types.ts";
import type { CustomField } from "./salesforce-schema.ts";

export interface SalesforceOptions extends SimulatorOptions {
  /** Fields that the org has from its first start, beside the standard ones. */
  customFields?: readonly CustomField[] | undefined;
  /** The types of an object's records, from its first start on; none, when left out. */
  recordTypes?: RecordTypes | undefined;
  /** What its setup has besides: flows, triggers and the like, which the Tooling API tells of; none, when left out. */
  automations?: readonly SalesforceAutomation[] | undefined;
  /** Rows of a query's page: 2000 when left out. Of several, each page takes the next in turn. */
  queryPageSize?: number | readonly number[] | undefined;
  /** Calls a day that the org has; the last one is the last that is answered. */
  callsPerDay?: number | undefined;
  /** What it does to text that is written; nothing, when left out. */
  textStorage?: TextStorage | undefined;
  /** Whether each login by refresh token replaces it, and the use of an old one takes all of them back. */
  refreshTokens?: "stay" | "rotate" | undefined;
  /** In PEM, of the key with which the app signs its assertions; without it, all are refused. */
  jwtPublicKey?: string | undefined;
  /** Whether it streams its changes, at an address of its own. */
  streams?: boolean | undefined;
  /** Objects that the Bulk API refuses. */
  bulkUnsupported?: readonly string[] | undefined;
  /** How often a bulk job says that it is in progress, before it is complete: once, when left out. */
  bulkPolls?: number | undefined;
  /** Whether it keeps the history of all fields, as `AccountHistory` and the like; not, when left out. */
  fieldHistory?: boolean | undefined;
  /** Whether a call locks the records that it updates, and their accounts; not, when left out. */
  rowLocks?: RowLockOptions | undefined;
  now?: (() => number) | undefined;
}
