import type { HoldAction, RecordRef } from "@fieldwork/contracts";

/** An order of a person that something is not to go on. */
export interface Hold {
  /** The kind of scope: a name in the registry of scopes. */
  scope: string;
  /** Which one of its kind; empty where there is only one. */
  target: string;
  action: HoldAction;
  heldBy: string;
  why: string | null;
  since: Date;
  /** Of the order: each later one, of whichever scope, has a higher one. */
  epoch: number;
}

/** What is about to be done, as far as a hold may be over it. */
export interface HoldSubject {
  /** Null: it is for no record. */
  ref: RecordRef | null;
  enrichment: string | null;
  /** As `provider/model`; null where no model is asked. */
  model: string | null;
  /** Who wants it: `live`, or the ids of backfills. */
  wantedBy: readonly string[];
}

/** One kind of scope: what a hold of it covers, told twice, to processes and to the database. */
export interface HoldScope {
  kind: string;
  /** Pure. `held` are the targets of all holds of this kind. */
  covers(target: string, subject: HoldSubject, held: ReadonlySet<string>): boolean;
  /** The same over a row of `work` under that name, for the row of `hold`; never null. */
  coversSql(work: string): string;
}
