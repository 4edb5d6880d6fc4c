export {
  beginHistoryCheck,
  findCheckableUpTo,
  findWrittenIntents,
  saveHistoryCheck,
  type WrittenIntent,
} from "./history-checks.ts";
