import type { ObjectName } from "@fieldwork/contracts";
import type { CrmAdapter, FieldWriteResult } from "@fieldwork/crm";
import type { ClaimedWrite, Intent } from "@fieldwork/store";

/** Claimed answers for one object of one connection, written together. */
export interface Batch {
  adapter: CrmAdapter;
  object: ObjectName;
  claims: readonly ClaimedWrite[];
  /** By a job of the CRM's own. */
  byJob: boolean;
}

/** What was sent for one claimed answer. */
export interface SentWrite {
  intents: readonly Intent[];
  result: FieldWriteResult;
}
