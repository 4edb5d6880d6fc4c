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
