export { type ActivityKind, activityFields, activityKinds } from "./activities/activity-kinds.ts";
export { createContextAdapter, type RecordActivities } from "./activities/context-adapter.ts";
export type { CrmActivities, Touched, TouchedPage } from "./activities/crm-activities.ts";
export { createUnlessHidden } from "./activities/unless-hidden.ts";
export { checkAgainstField, cutToField } from "./check-against-field.ts";
export { connectionLimits, unboundedWindows } from "./connection-limits.ts";
export { connectionTermsOf } from "./connection-terms.ts";
export { connectionsFile } from "./connections-file.ts";
export { createAdapter } from "./create-adapter.ts";
export type {
  AdapterDeps,
  BulkWrites,
  Change,
  CrmAdapter,
  Cursor,
  Deployment,
  DescribedField,
  EnsureResult,
  FieldDescription,
  FieldWrite,
  FieldWriteResult,
  History,
  MatchingPage,
  MetadataFile,
  OutputField,
  OutputsOf,
  Page,
  Quota,
  ReadCalls,
  ReadJob,
  RecordOptions,
  RecordsToWrite,
  RecordToWrite,
  ReplacedValue,
  WriteGuard,
  WrittenValue,
} from "./crm-adapter.ts";
export {
  CrmError,
  type CrmErrorOptions,
  type CrmErrorReason,
  type CrmFailureScope,
  isHiddenFromUs,
  needsAdministrator,
} from "./crm-error.ts";
export type {
  Hint,
  HintedRead,
  Pushed,
  ToldActivity,
  WebhookCall,
  Webhooks,
  WebhookVerdict,
} from "./hint.ts";
export type { KeptLogin, KeptLogins, LoginTurn } from "./kept-logins.ts";
export {
  extendMapping,
  type FieldType,
  type MappedField,
  type MappedObject,
  type Mapping,
} from "./mapping/mapping.ts";
export { loadMapping, type MappingFile, mappingFile } from "./mapping/mapping-file.ts";
export { createMappings, type Mappings, type NamedConnection } from "./mapping/mappings.ts";
export { prepareOutputs } from "./prepare-outputs.ts";
export {
  connectionsSetting,
  namesConnections,
  readConnections,
  writeModeSetting,
} from "./read-connections.ts";
export { type Crms, findCrms, findMappings, readCrms } from "./read-crms.ts";
export {
  type ConnectionRests,
  createRestingAdapter,
  isResting,
  type Rest,
} from "./resting-adapter.ts";
export { sameValue } from "./same-value.ts";
export { isInFirstScan } from "./scan-position.ts";
export { SeenVersions } from "./seen-versions.ts";
export { sharingMembers } from "./sharing-members.ts";
export { type CrmStandIn, openStandIn } from "./stand-in.ts";
export { type AccessFinding, testAccess } from "./test-access.ts";
export { type Connection, spellingsOf, type VendorName } from "./vendors.ts";
