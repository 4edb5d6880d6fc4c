import type { AnsweredOutput, OutputType, Reason, WritePolicy } from "@fieldwork/contracts";
import type { FieldDescription } from "@fieldwork/crm";
import type { Enrichment } from "@fieldwork/enrichments";
import type { FieldOrder, FieldOwner, LedgerEntry, OpenIntent } from "@fieldwork/store";
import type { Ownership } from "./find-owner.ts";

/** One answered output, or an order, and everything that is known about its field. */
export interface FieldSituation {
  /** The order, if there is one in place of an answer. */
  order: FieldOrder | null;
  answer: AnsweredOutput;
  /** The work whose answer this is. */
  workId: string;
  generation: number;
  /** The fingerprint of the answer, or of the answer that an order is about. */
  fingerprint: string;
  type: OutputType;
  policy: WritePolicy;
  reviewBelow: Enrichment["outputs"][number]["reviewBelow"];
  /** What happens to an answer that differs from a person's value; `keep` when left out. */
  conflicts?: "keep" | "review" | undefined;
  /** The CRM's value now: null is blank, undefined is hidden from us. */
  live: string | null | undefined;
  ledger: LedgerEntry | undefined;
  /** Writes that were begun and are not known to have ended, newest last. */
  intents: readonly OpenIntent[];
  description: FieldDescription | undefined;
}

/** What to do about one field, and why. */
export type FieldDecision =
  | {
      kind: "write";
      reason: Reason;
      after: string | null;
      before: string | null;
      beforeOwner: FieldOwner | null;
      afterOwner: FieldOwner;
      /** The fingerprint of the answer that this withdraws. */
      withdraws: string | null;
    }
  | {
      kind: "unchanged";
      reason: Reason;
      recovered: OpenIntent | undefined;
      /** What the ledger records from now on, by order. */
      entry?: {
        owner: FieldOwner;
        value: string | null;
        pinned: boolean;
        withdraws: string | null;
      };
    }
  | {
      kind: "human-value" | "cleared-by-person";
      reason: Reason;
      ownership: Ownership;
      /** A person is to decide between the two. */
      isConflict: boolean;
    }
  | {
      kind:
        | ("abstained" | "rejected" | "policy" | "stale" | "hidden" | "low-confidence")
        | ("formula-like" | "cannot-be-written" | "pinned" | "withdrawn" | "changed-since");
      reason: Reason;
    };

/** Whether a person has to decide about the answer to this field. */
export function waitsForPerson({ decision }: { decision: FieldDecision }): boolean {
  switch (decision.kind) {
    case "low-confidence":
    case "formula-like":
    case "cannot-be-written":
      return true;
    case "human-value":
    case "cleared-by-person":
      return decision.isConflict;
    default:
      return false;
  }
}
