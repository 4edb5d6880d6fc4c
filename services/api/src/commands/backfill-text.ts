import { filterText, type RecordFilter } from "@fieldwork/contracts";
import type { Reply } from "@fieldwork/contracts/client";
import { statesText } from "../backfills/progress/states-text.ts";
import { stopText, usdText, verdictText } from "../backfills/stop-text.ts";
import type { Screen } from "../command-line/screen.ts";
import { many } from "./command.ts";

type Backfill = Reply<"backfills.show">;

const mostShownChars = 400;

function whereText(filter: RecordFilter): string[] {
  const written = filterText(filter);
  if (written === "") return [];
  const isLong = written.length > mostShownChars;
  return [
    `  where ${isLong ? `${written.slice(0, mostShownChars)}… (--json shows all)` : written}`,
  ];
}

function headline(view: Backfill): string {
  const { id, enrichment, connection, object, state } = view;
  return `${id}  ${state}  ${enrichment} of ${connection}/${object}: ${doneText(view)}`;
}

/** One line of a table. Pure. */
export function backfillRow(view: Backfill): string[] {
  const { id, enrichment, connection, object, state, receipt } = view;
  const spent = usdText(receipt.spentNanoUsd);
  return [id, state, enrichment, `${connection}/${object}`, doneText(view), spent];
}

function doneText({ receipt }: Backfill): string {
  const { records, waiting, underWay, neverStarted } = receipt;
  const ended = records - waiting - underWay - neverStarted;
  return `${ended} of ${many(records, "record")} done`;
}

/** Pure. */
export function backfillText(view: Backfill, screen: Pick<Screen, "columns">): string {
  const { receipt, stoppedBy, restUntil } = view;
  const { spentNanoUsd, heldNanoUsd, inFlightAtStop } = receipt;
  return [
    headline(view),
    ...whereText(view.filter),
    ...statesText(receipt, screen),
    ...(inFlightAtStop > 0
      ? [`  ${inFlightAtStop} of these were in flight when it was stopped`]
      : []),
    `  spent: ${usdText(spentNanoUsd)}`,
    ...(heldNanoUsd > 0
      ? [
          `  held: ${usdText(heldNanoUsd)} for calls whose outcome is not known; npx fieldwork budget says how to release it`,
        ]
      : []),
    ...(view.judged ?? []).map(verdictText),
    ...(stoppedBy ? [`  paused itself: ${stopText(stoppedBy)}`] : []),
    ...(restUntil && view.state === "resting" ? [`  rests until ${restUntil}`] : []),
  ].join("\n");
}
