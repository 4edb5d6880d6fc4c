import { reasonText, recordKey } from "@fieldwork/contracts";
import type { Reply } from "@fieldwork/contracts/client";
import { many } from "./command.ts";

type Waiting = Reply<"reviews.take">["taken"][number];
/** With the name that it is shown under. */
export type NamedReview = Omit<Waiting, "answerId"> & { name: string };

const longestChars = 80;

function shown(value: string | null): string {
  if (value === null) return "blank";
  return JSON.stringify(value.length > longestChars ? `${value.slice(0, longestChars)}…` : value);
}

/** One line of a table. Pure. */
export function reviewRow(review: NamedReview): string[] {
  return [review.name, recordKey(review.ref), changeText(review), whyText(review)];
}

function changeText({ field, value, seenValue }: NamedReview): string {
  return `${field}: ${shown(seenValue)} → ${shown(value)}`;
}

function whyText({ reason, ...state }: NamedReview): string {
  return [reasonText(reason), ...stateText(state)].join("; ");
}

export function reviewText({
  answer,
  ...review
}: Reply<"reviews.show"> & { name: string }): string {
  const heading = [
    `${review.name}  ${recordKey(review.ref)}  ${changeText(review)}`,
    `  ${whyText(review)}`,
  ];
  if (answer === null) return heading.join("\n");
  const { provider, model, definitionHash, answeredAt, outputs } = answer;
  const told = Object.entries(outputs ?? {}).map(
    ([output, { value, confidence, evidence }]) =>
      `  ${output}: ${shown(value)}, confidence ${confidence.toFixed(2)}${evidence === null ? "" : `, from ${JSON.stringify(evidence)}`}`,
  );
  return [
    ...heading,
    `  answered by ${provider ?? "?"}/${model ?? "?"} under ${definitionHash ?? "?"} at ${answeredAt ?? "?"}`,
    ...told,
  ].join("\n");
}

function stateText({
  isOutdated,
  isOrdered,
  leaseUntil,
}: Pick<Waiting, "isOutdated" | "isOrdered" | "leaseUntil">): string[] {
  return [
    ...(isOutdated ? ["its inputs have changed, and a newer answer is on its way"] : []),
    ...(isOrdered ? ["an order is on its way to the CRM"] : []),
    ...(leaseUntil ? [`taken until ${leaseUntil}`] : []),
  ];
}

export function outcomesText(outcomes: Reply<"reviews.decide">["outcomes"]): string {
  return outcomes
    .map(({ workId, field, ...outcome }) =>
      outcome.refused === undefined
        ? `${workId}/${field}: ordered; it waits until the CRM has it`
        : `${workId}/${field}: ${outcome.refused}`,
    )
    .join("\n");
}

export function bulkText(kind: string, preview: Reply<"reviews.preview">): string {
  const { count, fields, refused, samples } = preview;
  return [
    `This would ${kind} ${count === 0 ? "no answer" : many(count, "answer")}:`,
    ...Object.entries(fields).map(([field, of]) => `  ${field}: ${of}`),
    ...Object.entries(refused).map(([why, of]) => `  not ${of} of them: ${why}`),
    ...samples.map(
      ({ ref, field, seenValue, value }) =>
        `  such as ${recordKey(ref)}  ${field}: ${shown(seenValue)} → ${shown(value)}`,
    ),
  ].join("\n");
}
