export { anthropicKind } from "../providers/anthropic/kind.ts";
export { createDeployments } from "../providers/deployments.ts";
export { geminiKind } from "../providers/gemini/kind.ts";
export { mistralKind } from "../providers/mistral/kind.ts";
export { openaiKind } from "../providers/openai/kind.ts";
export { askBaseline } from "./ask-baseline.ts";
export { describeModelProvider } from "./contract/provider-contract.ts";
export type {
  ProviderTrial,
  Told,
  ToldFailure,
  TrialVendor,
  VendorTrial,
} from "./contract/provider-trial.ts";
