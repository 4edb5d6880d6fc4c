export { claimRefresh, type RefreshClaim, releaseRefresh, replaceAnswer } from "./refresh.ts";
export { addSavings, listSavings, type Saving } from "./savings.ts";
