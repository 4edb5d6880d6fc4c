import type { SheetFigures } from "@fieldwork/contracts/api";
import { usdText } from "../stop-text.ts";
import { automationLines } from "./automations-text.ts";
import type { CrmQuota } from "./estimate-crm-calls.ts";
import type { Outdated, Sheet } from "./make-sheet.ts";

const because: Readonly<Record<Outdated, string>> = {
  expired: "its time is over",
  filter: "it is about other records",
  definition: "another definition is released",
  prices: "prices have changed",
};

/** A sheet for people. Pure. */
export function sheetText(
  id: string,
  { hash, figures, automations, validUntil, outdated }: Sheet,
): string {
  const { records, readings, inputTokens, outputTokens, basis, nanoUsd, hours, band } = figures;
  return [
    `${id}: sheet ${hash}, valid until ${validUntil}`,
    `  records   ${records.matched} matched, ${records.asked} asked, ${records.known} known already and free, ${records.unaskable} with nothing to ask, ${records.gone} gone`,
    `  read      the oldest ${readings.oldestAt ?? "never"}, half of them before ${readings.medianAt ?? "never"}`,
    ...figures.values.map(valueText),
    `  tokens    ${inputTokens.likely} to ${inputTokens.high} in, ${outputTokens.likely} to ${outputTokens.high} out, from ${basis.from}`,
    `            ${basis.text}`,
    `  cost      ${usdText(nanoUsd.likely)} likely, at most ${usdText(nanoUsd.high)} in 95 of 100 cases, at the prices of ${figures.model.model} of ${figures.pricesConfirmedAt}`,
    ...figures.budgets
      .filter(({ per, leftNanoUsd }) => per !== "day" && leftNanoUsd < nanoUsd.high)
      .map(
        ({ of, name, per, leftNanoUsd }) =>
          `            only ${usdText(leftNanoUsd)} are left of the budget of ${[of, name].filter(Boolean).join(" ")} (${per})`,
      ),
    `  CRM       ${crmText(figures.crmCalls)}`,
    ...automationLines(automations),
    `  hours     ${hoursText(hours)}`,
    `  pauses    past ${usdText(band.mostNanoUsd)}, or when more than ${Math.round(band.mostRejectedShare * 100)} % of its answers are rejected`,
    outdated.length === 0
      ? `npx fieldwork backfill start ${id} --sheet ${hash} approves it and begins.`
      : `It no longer holds: ${outdated.map((one) => because[one]).join(", ")}. Make it anew.`,
  ].join("\n");
}

function valueText({ field, policy, ...counts }: SheetFigures["values"][number]): string {
  const share = ({ likely, atMost }: { likely: number | null; atMost: number }) =>
    likely === null ? `up to ${atMost}` : `${likely} of up to ${atMost}`;
  const { created, changed, unchanged, inReview, keptAsPersons, keptOtherwise, hidden } = counts;
  return [
    `  ${field} (${policy}): ${share(created)} created, ${share(changed)} changed, ${share(unchanged)} unchanged`,
    ...(inReview.atMost > 0 ? [`${share(inReview)} to review first`] : []),
    `${keptAsPersons} kept because they are a person's`,
    ...(keptOtherwise > 0 ? [`${keptOtherwise} kept otherwise`] : []),
    ...(hidden > 0 ? [`${hidden} hidden from us`] : []),
  ].join(", ");
}

function crmText({ likely, atLeast, atMost, jobs, ...day }: SheetFigures["crmCalls"]): string {
  const about = likely === null ? "" : `about ${likely} calls, `;
  const by = jobs === 0 ? "" : `, with ${jobs} of its own jobs`;
  const calls = `${about}${atLeast ?? "an unknown number"} to ${atMost}${about === "" ? " calls" : ""}${by}`;
  return `${calls}; ${quotaText({ ...day, likely })}`;
}

/** What is left of the CRM's day, and whether so many calls fit into it. Pure. */
export function quotaText({
  likely,
  left,
  aboveFloor,
  floorPercent,
  seenAt,
}: Omit<CrmQuota, "aDay"> & { likely: number | null }): string {
  if (left === null) return "what is left of its day is not known";
  const floor =
    floorPercent === null || aboveFloor === null
      ? ""
      : `, ${aboveFloor} of them above the ${floorPercent} % that are kept for others`;
  const isMore = likely !== null && aboveFloor !== null && likely > aboveFloor;
  const rest = isMore ? "; what does not fit waits for the next day" : "";
  return `${left} are left of its day${floor}, as of ${seenAt}${rest}`;
}

function hoursText({ likely, rests, binding }: SheetFigures["hours"]): string {
  if (likely === null) return "not known: no limit and no pace is known";
  return `${likely.toFixed(1)}, of which ${rests.toFixed(1)} are rests${binding === null ? "" : `; bound by ${binding}`}`;
}

/** Why a start is refused. Pure. */
export function outdatedText(outdated: readonly Outdated[]): string {
  return outdated.map((one) => because[one]).join(", ");
}
