export {
  claimOrderKey,
  dropOldOrderKeys,
  type EarlierOrder,
  type KeyedOrder,
  keepOrderReply,
} from "./order-keys.ts";
export { type AuditEntry, recordAudit } from "./record-audit.ts";
export { dropOldAudit } from "./retention.ts";
export { inSavepoint } from "./savepoint.ts";
