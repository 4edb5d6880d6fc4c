export { findAnswerOf, type KnownQuestion, keepEvaluatedAnswer } from "./evaluated.ts";
export { claimRefresh, type RefreshClaim, releaseRefresh, replaceAnswer } from "./refresh.ts";
export { addSavings, listSavings, type Saving } from "./savings.ts";
