import type { Database, Db } from "@fieldwork/store";
import type { Reader } from "@fieldwork/store/reading";

/** Who gives an order. */
export interface Actor {
  kind: "person" | "token" | "system";
  id: string;
  name: string;
}

/** What an order did, for whoever asks later. */
export interface AuditEntry {
  actor: Actor;
  /** Such as `dead-letters.replay`. */
  order: string;
  /** What it was about. */
  subject: string;
  before: unknown;
  after: unknown;
}

/** Stores an entry in the transaction of its order: neither stands without the other. */
export type RecordAudit = (tx: Db, entry: AuditEntry) => Promise<void>;

/** What every order needs. */
export interface OrderDeps {
  database: Database;
  reader: Reader;
  audit: RecordAudit;
}
