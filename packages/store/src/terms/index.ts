export {
  type ConnectionTerms,
  findConnectionTerms,
  keepConnectionTerms,
  listConnectionTerms,
  type SeenConnectionTerms,
} from "./connection-terms.ts";
export { keepLogLag, type LogLag, listLogLag, type SeenLogLag } from "./log-lag.ts";
export {
  type AskedRoute,
  type ConfirmedTerms,
  confirmTerms,
  findTerms,
  listAskedLanes,
  listModelTerms,
  type RoutedTerms,
} from "./model-terms.ts";
export {
  addWriteWindows,
  listWriteWindows,
  type WindowCount,
  type WriteWindow,
  windowDays,
} from "./write-windows.ts";
