export { type AuditEntry, recordAudit } from "./record-audit.ts";
export { dropOldAudit } from "./retention.ts";
