export { checkAgainstField } from "./check-against-field.ts";
export { type Connection, type FindSecret, loadConnections } from "./connections-file.ts";
export { type AdapterDeps, createAdapter } from "./create-adapter.ts";
export type {
  Change,
  CrmAdapter,
  Cursor,
  EnsureResult,
  FieldDescription,
  FieldWrite,
  FieldWriteResult,
  MetadataFile,
  OutputField,
  Page,
  Quota,
} from "./crm-adapter.ts";
export {
  CrmError,
  type CrmErrorOptions,
  type CrmErrorReason,
  type CrmFailureScope,
  needsAdministrator,
} from "./crm-error.ts";
export { createHubspotAdapter, type HubspotAdapterOptions } from "./hubspot/hubspot-adapter.ts";
export { prepareOutputs } from "./prepare-outputs.ts";
export { connectionsSetting, readConnections } from "./read-connections.ts";
export {
  type ConnectionRests,
  createRestingAdapter,
  isResting,
  type Rest,
  type RestingAdapterDeps,
} from "./resting-adapter.ts";
export {
  createSalesforceAdapter,
  type SalesforceAdapterOptions,
} from "./salesforce/salesforce-adapter.ts";
export { salesforceId } from "./salesforce/salesforce-id.ts";
export { sameValue } from "./same-value.ts";
