import {
  findReviews,
  giveBackReviews,
  type OpenReview,
  type ReviewFilter,
  takeReviews,
} from "@fieldwork/store";
import type { Actor, OrderDeps } from "../orders.ts";

export const reviewLeaseMs = 10 * 60_000;
const defaultMany = 10;

/**
 * Takes the next answers that wait, so that two people do not work on the same one. Nothing is decided by
 * it, so it is not audited; a lease ends by itself.
 */
export async function takeNextReviews(
  { database }: Pick<OrderDeps, "database">,
  actor: Actor,
  { filter, limit = defaultMany }: { filter: ReviewFilter; limit?: number | undefined },
): Promise<OpenReview[]> {
  const lease = { holder: actor.id, limit, leaseMs: reviewLeaseMs };
  const taken = await takeReviews(database, filter, lease);
  return findReviews(database, taken);
}

/** Gives back everything that somebody has taken. */
export async function giveBack(
  { database }: Pick<OrderDeps, "database">,
  actor: Actor,
): Promise<{ givenBack: number }> {
  return { givenBack: await giveBackReviews(database, actor.id) };
}
