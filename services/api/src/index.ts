export { cliConfig } from "./config.ts";
export { explainRecord } from "./explain-record.ts";
export { explainText } from "./explain-text.ts";
export { prepareConfig } from "./prepare.ts";
