export { explainText } from "./explain-text.ts";
export { type PrepareConfig, prepareConfig } from "./prepare.ts";
