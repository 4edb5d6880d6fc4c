export {
  type ConnectionTerms,
  findConnectionTerms,
  keepConnectionTerms,
  listConnectionTerms,
  type SeenConnectionTerms,
} from "./connection-terms.ts";
export {
  type AskedRoute,
  type ConfirmedTerms,
  confirmTerms,
  findTerms,
  listModelTerms,
  type RoutedTerms,
} from "./model-terms.ts";
