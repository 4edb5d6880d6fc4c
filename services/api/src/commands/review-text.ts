import { reasonText, recordKey } from "@fieldwork/contracts";
import type { OpenReview, ReviewedAnswer } from "@fieldwork/store";
import type { BulkDecision, BulkPreview } from "../reviews/bulk.ts";
import type { ReviewOutcome } from "../reviews/decide-reviews.ts";
import { many } from "./command.ts";

const longestChars = 80;

function shown(value: string | null): string {
  if (value === null) return "blank";
  return JSON.stringify(value.length > longestChars ? `${value.slice(0, longestChars)}…` : value);
}

export function reviewsText(reviews: readonly (OpenReview & { name: string })[]): string {
  if (reviews.length === 0) return "No answer waits for a person.";
  return reviews
    .map(({ name, ref, field, value, seenValue, reason, ...state }) =>
      [
        `${name}  ${recordKey(ref)}  ${field}: ${shown(seenValue)} → ${shown(value)}`,
        `  ${[reasonText(reason), ...stateText(state)].join("; ")}`,
      ].join("\n"),
    )
    .join("\n");
}

export function reviewText({
  answer,
  ...review
}: OpenReview & { name: string; answer: ReviewedAnswer | undefined }): string {
  if (answer === undefined) return reviewsText([review]);
  const { provider, model, definitionHash, answeredAt, outputs } = answer;
  const told = Object.entries(outputs ?? {}).map(
    ([output, { value, confidence, evidence }]) =>
      `  ${output}: ${shown(value)}, confidence ${confidence.toFixed(2)}${evidence === null ? "" : `, from ${JSON.stringify(evidence)}`}`,
  );
  return [
    reviewsText([review]),
    `  answered by ${provider ?? "?"}/${model ?? "?"} under ${definitionHash ?? "?"} at ${answeredAt?.toISOString() ?? "?"}`,
    ...told,
  ].join("\n");
}

function stateText({
  isOutdated,
  isOrdered,
  leaseUntil,
}: Pick<OpenReview, "isOutdated" | "isOrdered" | "leaseUntil">): string[] {
  return [
    ...(isOutdated ? ["its inputs have changed, and a newer answer is on its way"] : []),
    ...(isOrdered ? ["an order is on its way to the CRM"] : []),
    ...(leaseUntil ? [`taken until ${leaseUntil.toISOString()}`] : []),
  ];
}

export function outcomesText(outcomes: readonly ReviewOutcome[]): string {
  return outcomes
    .map(({ workId, field, ...outcome }) =>
      "orderId" in outcome
        ? `${workId}/${field}: ordered; it waits until the CRM has it`
        : `${workId}/${field}: ${outcome.refused}`,
    )
    .join("\n");
}

export function bulkText({ kind }: BulkDecision, preview: BulkPreview): string {
  const { count, fields, refused, samples, seen } = preview;
  const lines = [
    `This would ${kind} ${many(count, "answer")}:`,
    ...Object.entries(fields).map(([field, of]) => `  ${field}: ${of}`),
    ...Object.entries(refused).map(([why, of]) => `  not ${of} of them: ${why}`),
    ...samples.map(
      ({ ref, field, seenValue, value }) =>
        `  such as ${recordKey(ref)}  ${field}: ${shown(seenValue)} → ${shown(value)}`,
    ),
  ];
  if (count === 0) return lines.join("\n");
  return [...lines, `Add --yes ${seen} to do exactly this.`].join("\n");
}
