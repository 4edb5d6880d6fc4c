import type { BackfillStop, GateVerdict } from "@fieldwork/contracts";

/** Why a backfill paused itself, with its numbers. Pure. */
export function stopText({ gate, n, count, most, output, of }: BackfillStop): string {
  switch (gate) {
    case "spend":
      return `it has spent ${usdText(count)} of ${usdText(most)} that were approved`;
    case "band":
      return `${count} of its ${n} answers were rejected, more than the ${most} that were approved`;
    case "cost":
      return `the ${n} records of its step that were paid for cost ${usdText(count)} each, more than ${usdText(most)}`;
    case "shift":
      return `the ${n} answers of its step to ${output} differ from the ${of} values that stand: ${percent(count)} of them would have to be others, more than ${percent(most)}, which chance may explain or the limit allows`;
    case "rejected":
    case "abstained":
      return `${count} of the ${n} answers of its step ${words[gate]}, more than ${most}`;
    case "failed":
    case "inReview":
    case "refused":
    case "overridden":
      return `${count} of the ${n} records of its step ${words[gate]}, more than ${most}`;
    default:
      return gate satisfies never;
  }
}

/** How a step did by one gate. Pure. */
export function verdictText({ gate, n, count, most, output, of, hasPassed }: GateVerdict): string {
  const judged = gate === "shift" ? `shift of ${output}` : gate.replace("R", " r");
  const [told, limit] =
    gate === "cost"
      ? [`${usdText(count)} each`, usdText(most)]
      : gate === "shift"
        ? [percent(count), percent(most)]
        : [count, most];
  const against = of === undefined ? "" : ` against ${of}`;
  return `  ${hasPassed ? "passed" : "FAILED"} ${judged}: ${told} of ${n}${against}, at most ${limit}`;
}

const words = {
  rejected: "were rejected by our checks",
  abstained: "had no value",
  failed: "failed",
  inReview: "wait for a person",
  refused: "were refused by the CRM",
  overridden: "were changed by a person since",
} as const;

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

export function usdText(nanoUsd: number): string {
  return `${(nanoUsd / 1e9).toFixed(6)} USD`;
}
