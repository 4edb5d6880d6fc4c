export { createCaseKeeper } from "./cases/case-keeper.ts";
export { cliConfig } from "./config.ts";
export { createReplayDriver } from "./dead-letters/replay-driver.ts";
export { erasePerson, previewErasure, verifyErasure } from "./erasure/erase-person.ts";
export { explainRecord } from "./explain-record.ts";
export { explainText } from "./explain-text.ts";
export { prepareConfig } from "./prepare.ts";
