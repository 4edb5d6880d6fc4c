import { type Reason, type ReasonCode, reasonText } from "@fieldwork/contracts";
import { messageShape, stableHash } from "@fieldwork/runtime";

/** What failures have in common: the code, and what was said without what varies from one to the next. */
export interface Cause {
  code: ReasonCode;
  /** The sentence without numbers, ids, addresses and quoted text. */
  shape: string;
}

/** Where something failed for good: work of one enrichment, or events of one topic in one group. */
export type DeadPlace =
  | { kind: "work"; enrichment: string; connection: string; object: string }
  | {
      kind: "event";
      topic: string;
      /** The group that could not handle it; null: it was not published. */
      group: string | null;
    };

/** A cause in one place: what a group of dead letters has in common. */
export type PlacedCause = Cause & DeadPlace;

/** The cause of a failure. Pure; what was found to be a cause has itself as its cause. */
export function causeOf(reason: Reason): Cause {
  return { code: reason.code, shape: messageShape(reasonText(reason)) };
}

/** Names the group of dead letters of this cause, the same whenever it is looked at. Pure. */
export function causeId({ code, shape, ...place }: PlacedCause): string {
  return stableHash([code, shape, place]).slice(0, 12);
}

export function isSameCause(one: Cause, other: Cause): boolean {
  return one.code === other.code && one.shape === other.shape;
}
