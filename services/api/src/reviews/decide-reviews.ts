import { lockReviews, type NewWriteOrder, placeOrders, type ReviewKey } from "@fieldwork/store";
import type { Actor, OrderDeps } from "../orders.ts";
import { planDecision, type ReviewDecision } from "./plan-decision.ts";

export interface ReviewOrder extends ReviewKey {
  decision: ReviewDecision;
  /** What stood in the CRM as the person decided. */
  seenValue: string | null;
}

export interface ReviewOrders {
  orders: readonly ReviewOrder[];
  /** Only those of this connection: whoever asks has rights on it alone. */
  connection?: string | undefined;
}

/** What became of one of them: on its way to the CRM as this order, or not, and why. */
export type ReviewOutcome = ReviewKey & ({ orderId: string } | { refused: string });

/**
 * Orders what people decided about answers, each on its own: what cannot be ordered does not hold the others
 * back. Whether it could be written shows at the order's end: a value that has changed since is kept, and the
 * review goes on waiting.
 */
export async function decideReviews(
  { database, audit }: OrderDeps,
  actor: Actor,
  { orders, connection }: ReviewOrders,
): Promise<ReviewOutcome[]> {
  return database.transaction(async (tx) => {
    const locked = await lockReviews(tx, orders);
    const own = locked.filter(({ ref }) => [undefined, ref.connection].includes(connection));
    const open = new Map(own.map((review) => [keyOf(review), review]));
    const planned = orders.map(({ decision, seenValue, ...key }) => {
      const review = open.get(keyOf(key));
      // Of two decisions about one answer, the first counts.
      open.delete(keyOf(key));
      const plan = review
        ? planDecision({ review, decision, seenValue, by: actor })
        : "it no longer waits: somebody decided, or a newer answer took its place";
      return {
        key: { workId: key.workId, field: key.field, generation: key.generation },
        review,
        plan,
      };
    });
    const placed = planned.flatMap(({ plan }): NewWriteOrder[] =>
      typeof plan === "string" ? [] : [plan],
    );
    const ids = await placeOrders(tx, placed);
    for (const [index, order] of placed.entries()) {
      const { ref, field, kind, value, expectedValue } = order;
      await audit(tx, {
        ...{ actor, order: `reviews.${kind}`, record: ref, before: { value: expectedValue } },
        subject: `records/${ref.connection}/${ref.object}/${ref.id}/${field}`,
        after: { orderId: ids[index], value },
      });
    }
    let next = 0;
    return planned.map(({ key, plan }): ReviewOutcome => {
      if (typeof plan === "string") return { ...key, refused: plan };
      return { ...key, orderId: ids[next++] ?? "" };
    });
  });
}

export function keyOf({ workId, field, generation }: ReviewKey): string {
  return `${workId}/${field}/${generation}`;
}
