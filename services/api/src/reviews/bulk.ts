import { AppError, stableHash } from "@fieldwork/runtime";
import { listOpenReviews, type OpenReview, type ReviewFilter } from "@fieldwork/store";
import type { Reader } from "@fieldwork/store/reading";
import type { Actor, OrderDeps } from "../orders.ts";
import { decideReviews, keyOf, type ReviewOutcome } from "./decide-reviews.ts";
import { planDecision, type ReviewDecision } from "./plan-decision.ts";

/** What can be decided about many answers at once. */
export type BulkDecision = Exclude<ReviewDecision, { kind: "correct" }>;

export interface BulkRequest {
  filter: ReviewFilter;
  decision: BulkDecision;
}

/** What an order would do if it were given now. */
export interface BulkPreview {
  count: number;
  /** By field. */
  fields: Record<string, number>;
  /** What would be refused, by why. */
  refused: Record<string, number>;
  samples: OpenReview[];
  /** Names exactly this set with what was seen of each: the order carries it. */
  seen: string;
}

/** One order is about so many at most. */
export const mostAtOnce = 1000;
const samples = 10;

/** @throws AppError `request_too_broad` for more than one order may be about. */
export async function previewBulk(
  reader: Reader,
  actor: Actor,
  request: BulkRequest,
): Promise<BulkPreview> {
  return previewOf(await findMeant(reader, request), actor, request);
}

/**
 * Decides about exactly those that the preview showed, with what it showed of them.
 *
 * @throws AppError `request_invalid` if others match by now, or what was seen of one has changed.
 */
export async function decideInBulk(
  deps: OrderDeps,
  actor: Actor,
  { seen, ...request }: BulkRequest & { seen: string },
): Promise<ReviewOutcome[]> {
  const meant = await findMeant(deps.reader, request);
  if (previewOf(meant, actor, request).seen !== seen) {
    const message = "what waits has changed since the preview: look again";
    throw new AppError(message, { code: "request_invalid", retryable: false });
  }
  const { decision } = request;
  const orders = meant.map(({ workId, field, generation, seenValue }) => ({
    ...{ workId, field, generation, seenValue, decision },
  }));
  return decideReviews(deps, actor, { orders });
}

async function findMeant(reader: Reader, { filter }: BulkRequest): Promise<OpenReview[]> {
  const found = await listOpenReviews(reader, filter, mostAtOnce + 1);
  if (found.length <= mostAtOnce) return found;
  const message = `more than ${mostAtOnce} answers match: narrow the filter`;
  throw new AppError(message, { code: "request_too_broad", retryable: false });
}

function previewOf(
  meant: readonly OpenReview[],
  by: Actor,
  { decision }: BulkRequest,
): BulkPreview {
  const planned = meant.map((review) => ({
    review,
    plan: planDecision({ review, decision, seenValue: review.seenValue, by }),
  }));
  const refused = planned.flatMap(({ plan }) => (typeof plan === "string" ? [plan] : []));
  const decided = planned.filter(({ plan }) => typeof plan !== "string");
  return {
    count: decided.length,
    fields: tally(meant.map(({ field }) => field)),
    refused: tally(refused),
    samples: decided.slice(0, samples).map(({ review }) => review),
    seen: stableHash([decision, meant.map((one) => [keyOf(one), one.value, one.seenValue])]),
  };
}

function tally(words: readonly string[]): Record<string, number> {
  const counts = Map.groupBy(words, (word) => word);
  return Object.fromEntries([...counts].map(([word, some]) => [word, some.length]));
}
