import type { HoldAction, RecordRef } from "@fieldwork/contracts";

/** A person's order that something must not go on. */
export interface Hold {
  /** The kind of scope: a name in the registry of scopes. */
  scope: string;
  /** Which one of its kind; empty if there is only one. */
  target: string;
  action: HoldAction;
  heldBy: string;
  why: string | null;
  since: Date;
  /** Wanters whose work passes it as long as it is only paused: a replay's first few. */
  spares: readonly string[];
  /** The order's epoch: each later order, for whichever scope, has a higher one. */
  epoch: number;
}

/** What is about to be done, as far as holds are concerned. */
export interface HoldSubject {
  /** Its record, as far as it is known; null if it is for none. */
  ref: (Pick<RecordRef, "connection"> & Partial<RecordRef>) | null;
  enrichment: string | null;
  /** As `provider/model`; null if no model is asked. */
  model: string | null;
  /** Who wants it: `live`, or the ids of backfills. */
  wantedBy: readonly string[];
}

/** One kind of scope: what a hold of it covers, expressed twice, for processes and for the database. */
export interface HoldScope {
  kind: string;
  /** Pure. `held` are the targets of all holds of this kind. */
  covers(target: string, subject: HoldSubject, held: ReadonlySet<string>): boolean;
  /** The same for a row of `work` under that name and the row of `hold`; never null. */
  coversSql(work: string): string;
}
