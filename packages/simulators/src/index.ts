export type {
  BookCounts,
  BookReader,
  BooksPage,
  CallRow,
  WriteRow,
} from "./core/books.ts";
export type { ChangeOptions, CrmControl, RecordRef, RecordView } from "./core/crm-control.ts";
export type { FaultMatch, FaultPhase, FaultRule, StatusFault } from "./core/fault-rules.ts";
export type { FaultControls, FaultReport, HeldCall } from "./core/faults.ts";
export type { CallerKind } from "./core/routes.ts";
export type { HubspotOptions } from "./hubspot/hubspot-options.ts";
export {
  createHubspotSimulator,
  type HubspotCredentials,
  type HubspotSimulator,
} from "./hubspot/hubspot-simulator.ts";
export type { SalesforceOptions } from "./salesforce/salesforce-options.ts";
export type { CustomField } from "./salesforce/salesforce-schema.ts";
export type { SalesforceCredentials, SalesforceUser } from "./salesforce/salesforce-sessions.ts";
export {
  createSalesforceSimulator,
  type SalesforceControl,
  type SalesforceSimulator,
} from "./salesforce/salesforce-simulator.ts";
