import type { BackfillStop } from "@fieldwork/contracts/page";
import { countText, percentText, usdText } from "../ui/money.ts";

/** Why a backfill paused itself, in a sentence. */
export function stopText({ gate, n, count, most, output, of }: BackfillStop): string {
  switch (gate) {
    case "spend":
      return `It has spent ${usdText(count)} of the ${usdText(most)} that were approved.`;
    case "band":
      return `${countText(count)} of its ${countText(n)} answers were rejected, more than the ${countText(most)} that were approved.`;
    case "cost":
      return `The ${countText(n)} records of its step that were paid for cost ${usdText(count)} each, more than ${usdText(most)}.`;
    case "shift":
      return `The ${countText(n)} answers of its step to ${output} differ from the ${countText(of ?? 0)} values that stand: ${percentText(count)} of them would have to be others, more than ${percentText(most)}.`;
    default:
      return `Of the ${countText(n)} ${subjects[gate]} of its step, ${countText(count)} ${failings[gate]}, more than ${countText(most)}.`;
  }
}

type Counted = Exclude<BackfillStop["gate"], "spend" | "band" | "cost" | "shift">;

const subjects: Readonly<Record<Counted, string>> = {
  ...{ rejected: "answers", abstained: "answers" },
  ...{ failed: "records", inReview: "records", refused: "records", overridden: "records" },
};

const failings: Readonly<Record<Counted, string>> = {
  rejected: "were rejected by our checks",
  abstained: "had no value",
  failed: "failed",
  inReview: "wait for a person",
  refused: "were refused by the CRM",
  overridden: "were changed by a person since",
};
