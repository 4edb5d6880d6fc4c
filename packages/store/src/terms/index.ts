export {
  type ConnectionTerms,
  findConnectionTerms,
  keepConnectionTerms,
  type SeenConnectionTerms,
} from "./connection-terms.ts";
export { type AskedRoute, type ConfirmedTerms, confirmTerms, findTerms } from "./model-terms.ts";
