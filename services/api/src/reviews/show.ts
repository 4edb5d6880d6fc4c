import type { Reach } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import {
  findReviewedAnswer,
  findReviews,
  type OpenReview,
  type ReviewedAnswer,
} from "@fieldwork/store";
import type { Reader } from "@fieldwork/store/reading";

/** An answer that waits, with who said what. */
export interface ReviewView extends OpenReview {
  /** Null for an answer that was not kept. */
  answer: ReviewedAnswer | null;
}

/**
 * One that waits for a person, named by work, field and generation: `7.ai_industry.1`.
 *
 * @throws AppError `not_found` if it does not wait, or no longer, and if it is of a connection beyond reach.
 */
export async function showReview(
  reader: Reader,
  name: string,
  reach: Reach = "all",
): Promise<ReviewView> {
  const [, workId, field, generation] = /^(\d{1,18})\.(\w{1,100})\.(\d{1,9})$/.exec(name) ?? [];
  const [review] =
    workId === undefined || field === undefined
      ? []
      : await findReviews(reader, [{ workId, field, generation: Number(generation) }]);
  if (review && (reach === "all" || reach.includes(review.ref.connection)))
    return { ...review, answer: (await findReviewedAnswer(reader, review)) ?? null };
  const message = `no answer ${name} waits for a person, or no longer`;
  throw new AppError(message, { code: "not_found", retryable: false });
}
