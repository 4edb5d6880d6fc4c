export type { AnthropicRefusal } from "./anthropic/anthropic-errors.ts";
export { createAnthropicSimulator } from "./anthropic/anthropic-simulator.ts";
export type { BookCounts, BookReader, BooksPage, CallRow, WriteRow } from "./core/books.ts";
export type { CrmControl, RecordRef, RecordView } from "./core/crm-control.ts";
export type { FaultMatch, FaultPhase, FaultRule, StatusFault } from "./core/fault-rules.ts";
export type { FaultControls, FaultReport, HeldCall } from "./core/faults.ts";
export type { Flow } from "./core/flows.ts";
export type { CallerKind } from "./core/routes.ts";
export type { SeedRow, StampOf } from "./core/seed-rows.ts";
export { createGeminiSimulator } from "./gemini/gemini-simulator.ts";
export type { HubspotControl } from "./hubspot/hubspot-hidden-properties.ts";
export type { HubspotOptions } from "./hubspot/hubspot-options.ts";
export {
  createHubspotSimulator,
  type HubspotCredentials,
  type HubspotSimulator,
} from "./hubspot/hubspot-simulator.ts";
export type { ModelCallNote, ModelCallNote as OpenaiCallNote } from "./language-model/answer.ts";
export type { TokenPrice, TokenPrices } from "./language-model/cost.ts";
export type { Misbehaviour } from "./language-model/misbehaviour.ts";
export type { ModelOptions } from "./language-model/model-options.ts";
export type { ModelControl, ModelSimulator } from "./language-model/model-simulator.ts";
export type { RepeatedInputs, RepeatedQuestion } from "./language-model/question-book.ts";
export type { QuestionPredicate } from "./language-model/told-misbehaviours.ts";
export type { ModelUsage } from "./language-model/usage-book.ts";
export { createMistralSimulator } from "./mistral/mistral-simulator.ts";
export type { RateLimitHint } from "./openai/openai-hints.ts";
export type { OddReply } from "./openai/openai-odd-replies.ts";
export type { OpenaiOptions } from "./openai/openai-options.ts";
export { type OpenaiRefusal, openaiStreamRefusals } from "./openai/openai-refusals.ts";
export {
  createOpenaiSimulator,
  type OpenaiControl,
  type OpenaiCredentials,
  type OpenaiSimulator,
} from "./openai/openai-simulator.ts";
export type { SalesforceAutomation } from "./salesforce/salesforce-automations.ts";
export { customFieldsIn, type MetadataFile } from "./salesforce/salesforce-metadata.ts";
export type { SalesforceOptions } from "./salesforce/salesforce-options.ts";
export type { CustomField } from "./salesforce/salesforce-schema.ts";
export type { SalesforceCredentials, SalesforceUser } from "./salesforce/salesforce-sessions.ts";
export {
  createSalesforceSimulator,
  type SalesforceControl,
  type SalesforceSimulator,
} from "./salesforce/salesforce-simulator.ts";
export { salesAutomations } from "./seed/automations.ts";
export { type Company, type Exchange, readCompanies } from "./seed/companies.ts";
export type { BulkCompany, BulkResult } from "./seed/seed-companies.ts";
export {
  type HeldBackLabel,
  heldBackLabels,
  type SeedCount,
  type SeedResult,
  type SeedTargets,
  seedStockholm,
} from "./seed/seed-stockholm.ts";
export {
  type HubspotProcess,
  type OpenaiProcess,
  type SalesforceProcess,
  type SimulatorProcess,
  type SpawnOptions,
  spawnHubspot,
  spawnOpenai,
  spawnSalesforce,
} from "./spawn-simulator.ts";
