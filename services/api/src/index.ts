export { explainText } from "./explain-text.ts";
