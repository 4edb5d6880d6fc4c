export { admissionScopes, providerScope } from "./admission-scopes.ts";
export { collectReply } from "./collect-reply.ts";
export { createModels } from "./create-models.ts";
export { evidenceHolds } from "./evidence-holds.ts";
export type { Exchange } from "./exchange/exchange.ts";
export { findPlace } from "./find-quote.ts";
export { createModelLayer } from "./generate.ts";
export type { MaskKind } from "./masking/found-value.ts";
export {
  type Mask,
  type MaskedCount,
  type Masking,
  maskFields,
} from "./masking/mask-fields.ts";
export { createRedactor, type Redact, redactBody } from "./masking/redact-text.ts";
export { maskText } from "./masking/restore-text.ts";
export {
  type AttemptRecord,
  type CheckVerdict,
  type GenerateRequest,
  type GenerateResult,
  type KeptContent,
  type ModelLayer,
  type PaidTurn,
  paidTurn,
} from "./model-layer.ts";
export type {
  FinishReason,
  ModelEvent,
  ModelFinish,
  ModelProvider,
  ModelReply,
  ModelRequest,
  PreparedCall,
  RepairTurn,
  TokenUsage,
} from "./model-provider.ts";
export { type ModelRef, modelRefText, parseModelRef } from "./model-ref.ts";
export { type PassedOver, passedOverOf } from "./passed-over.ts";
export type { DeclaredPrice, ModelPrice, TierPrice, TokenRates } from "./prices/model-price.ts";
export { createPrices, type Prices } from "./prices/prices.ts";
export { type FailureScope, ProviderError, type ProviderErrorReason } from "./provider-error.ts";
export {
  type Account,
  type AccountRefusal,
  type AccountRests,
  accountName,
  accountRest,
  parseAccountName,
} from "./providers/account-rests.ts";
export { nearestNeighbourShare } from "./providers/baseline/nearest-neighbour.ts";
export {
  type BaselineTask,
  createBaselineProvider,
} from "./providers/baseline/provider.ts";
export { budgetedNames } from "./providers/budgeted-names.ts";
export { configureProviders, type Providers } from "./providers/configure-providers.ts";
export { type FoundProviders, findProviders, modelsFileForm } from "./providers/find-providers.ts";
export { modelSettings } from "./providers/model-settings.ts";
export {
  createOpenaiProvider,
  type OpenaiMode,
  type OpenaiProviderOptions,
} from "./providers/openai/provider.ts";
export { findServedModel } from "./providers/openai/served-model.ts";
export { defaultOpenaiModel } from "./providers/openai/settings.ts";
export {
  type ConfiguredEntry,
  type ConfiguredProvider,
  defineProvider,
  type EntryForm,
  type ProviderKind,
} from "./providers/provider-kind.ts";
export {
  type ModelOfVariables,
  modelNameSettings,
  modelsOfVariables,
} from "./providers/short-ways.ts";
export { questionBytes } from "./question-bytes.ts";
export { fenceFields, type InputField, type RenderedInput, renderInput } from "./render-input.ts";
export { type Rest, restAfter, suspicionPause } from "./rest-after.ts";
export { weighBody } from "./weigh-body.ts";
