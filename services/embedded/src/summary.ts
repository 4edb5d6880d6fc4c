import { usdFromNano } from "@fieldwork/contracts";
import type { RunFigures, SharingFigures } from "@fieldwork/store/reading";
import { usdText } from "./progress-view.ts";
import type { Findings } from "./run-crms.ts";
import { sharingLines } from "./sharing-text.ts";

/** What a run did, for scripts: printed by `--json` as one object. */
export interface Summary {
  records: RunFigures["records"];
  values: { written: number };
  calls: RunFigures["calls"];
  costUsd: number;
  /** Companies that are in several CRMs, and what one answer for both has saved. */
  sharing: SharingFigures;
  /** Charged in addition for calls whose outcome is unknown. */
  heldUsd: number;
  seconds: number;
  /** Where the console is served while the run lasts; null where it could not be built. */
  console: string | null;
}

export interface BesideFigures {
  findings: Findings | undefined;
  sharing: SharingFigures;
  seconds: number;
}

export function summaryOf(
  figures: RunFigures,
  { findings, sharing, seconds, consoleUrl }: BesideFigures & { consoleUrl: string | null },
): Summary {
  return {
    records: figures.records,
    values: { written: figures.valuesWritten },
    calls: figures.calls,
    costUsd: usdFromNano(figures.spentNanoUsd),
    heldUsd: usdFromNano(figures.heldNanoUsd),
    sharing,
    ...findings?.json,
    seconds: rounded(seconds),
    console: consoleUrl,
  };
}

/** The same for people. */
export function summaryText(
  figures: RunFigures,
  { findings, sharing, seconds }: BesideFigures,
): string {
  const { records, calls } = figures;
  const outcomes = Object.entries(records)
    .filter(([name]) => name !== "seen")
    .map(([name, count]) => `${name} ${count}`);
  const lines: (readonly [string, string])[] = [
    ["Records", `${records.seen} seen: ${outcomes.join(", ")}`],
    ["Values", `${figures.valuesWritten} written`],
    [
      "Calls",
      `${calls.made} made, ${calls.repaired} of them repairs; ${calls.saved} saved because the answer was known`,
    ],
    ...sharingLines(sharing),
    ["Cost", `${usdText(figures.spentNanoUsd)}${heldText(figures.heldNanoUsd)}`],
    ...(findings?.lines ?? []),
    ["Time", `${rounded(seconds)} s`],
  ];
  return lines.map(([name, text]) => `${name.padEnd(10)}${text}`).join("\n");
}

function rounded(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

function heldText(heldNanoUsd: bigint): string {
  return heldNanoUsd === 0n
    ? ""
    : `, and ${usdText(heldNanoUsd)} held for calls whose outcome is not known; npx fieldwork budget shows how to release it`;
}
