import type { Actor } from "@fieldwork/contracts";
import type { Database, Db } from "@fieldwork/store";
import type { AuditEntry } from "@fieldwork/store/audit";
import type { Reader } from "@fieldwork/store/reading";

export type { Actor, AuditEntry };

/** Stores an entry in the transaction of its order: neither stands without the other. */
export type RecordAudit = (tx: Db, entry: AuditEntry) => Promise<void>;

/** What every order needs. */
export interface OrderDeps {
  database: Database;
  reader: Reader;
  audit: RecordAudit;
}
