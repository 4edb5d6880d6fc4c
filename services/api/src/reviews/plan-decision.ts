import type { NewWriteOrder, OpenReview } from "@fieldwork/store";

/** What a person decides about an answer that waits for one. */
export type ReviewDecision =
  /** Write the answer: also over a person's value, if that is what was seen. */
  | { kind: "approve" }
  /** Write another value, as a person's; null is blank. */
  | { kind: "correct"; value: string | null }
  /** Leave the field as it is, and do not offer this answer again. */
  | { kind: "reject" }
  /** The same, and what stands there is a person's from now on. */
  | { kind: "keep" }
  /** The same for every later answer, until the field is unpinned. */
  | { kind: "pin" };

export interface Decided {
  review: OpenReview;
  decision: ReviewDecision;
  /** What stood in the CRM as the person decided: over anything else nothing is written. */
  seenValue: string | null;
  by: { id: string; name: string };
}

/**
 * The order that carries a decision to the CRM, or why it cannot be given. Pure. Nothing is decided
 * beside an order that is on its way, nor about what somebody else has taken; and an answer whose inputs have
 * changed is not approved, because a newer one replaces it.
 */
export function planDecision({ review, decision, seenValue, by }: Decided): NewWriteOrder | string {
  const { isOrdered, isOutdated, leaseHolder, leaseUntil, fingerprint } = review;
  if (isOrdered) return "an order for this field is already on its way to the CRM";
  if (leaseHolder !== null && leaseHolder !== by.id)
    return `somebody else has taken it until ${leaseUntil?.toISOString() ?? "later"}`;
  if (decision.kind === "approve" && isOutdated)
    return "the record has changed since it was asked; a newer answer is on its way";
  const { ref, enrichment, field, answerId } = review;
  const isOurs = decision.kind === "approve" || decision.kind === "correct";
  return {
    ...{ ref, enrichment, field, kind: decision.kind, fingerprint },
    ...{
      value: orderedValue(review, decision),
      owner: ownerOf(decision),
      expectedValue: seenValue,
    },
    ...{ answerId: isOurs ? answerId : null, orderedBy: by.name, run: null },
  };
}

function orderedValue({ value }: OpenReview, decision: ReviewDecision): string | null {
  switch (decision.kind) {
    case "approve":
      return value;
    case "correct":
      return decision.value;
    case "reject":
    case "keep":
    case "pin":
      return null;
    default:
      return decision satisfies never;
  }
}

function ownerOf(decision: ReviewDecision): NewWriteOrder["owner"] {
  switch (decision.kind) {
    case "approve":
    case "reject":
      return "fieldwork";
    case "correct":
      return decision.value === null ? "cleared-by-person" : "person";
    case "keep":
    case "pin":
      return "person";
    default:
      return decision satisfies never;
  }
}
