export {
  type ConnectionFinding,
  type ConnectionTest,
  claimConnectionTest,
  keepConnectionTest,
  listConnectionTests,
  orderConnectionTest,
} from "./connection-tests.ts";
