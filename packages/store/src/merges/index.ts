export { adoptLedger, type TakenEntry } from "./adopt-ledger.ts";
