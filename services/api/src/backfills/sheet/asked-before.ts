import type { SampleFigures } from "@fieldwork/contracts/api";
import type { AskedBefore, MeasuredBy } from "@fieldwork/store/backfills";
import type { AskedFigures } from "./estimate-sheet.ts";

/**
 * What a sample says, which was asked to find that out: also how often an answer differs from what stands
 * there. Pure.
 */
export function askedFromSample(
  calls: readonly AskedBefore[],
  { answered, fields }: Pick<SampleFigures, "answered" | "fields">,
): AskedFigures {
  const shares = fields.map(({ field, created, changed, unchanged, inReview, unanswered }) => {
    const over = changed + unchanged;
    const written = created + changed + inReview;
    return [
      field,
      {
        answered: answered === 0 ? undefined : (answered - unanswered) / answered,
        differing: over === 0 ? undefined : changed / over,
        reviewed: written === 0 ? undefined : inReview / written,
      },
    ];
  });
  return { from: "sample", calls, shares: Object.fromEntries(shares) };
}

/** What earlier answers say about those to come: of what stands in the CRM they say nothing. Pure. */
export function askedFromAnswers(
  calls: readonly AskedBefore[],
  outputs: MeasuredBy["outputs"],
): AskedFigures {
  const shares = outputs.map(({ name, field }) => {
    const given = calls.filter((one) => typeof one.outputs[name]?.value === "string").length;
    return [field, { answered: calls.length === 0 ? undefined : given / calls.length }];
  });
  return { from: "answers", calls, shares: Object.fromEntries(shares) };
}
