import type { AskedBefore, MeasuredBy } from "@fieldwork/store/backfills";
import type { AskedFigures } from "./estimate-sheet.ts";

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
