import { usdFromNano } from "@fieldwork/contracts";
import type { IndustryAgreement } from "./agreement.ts";
import { usdText } from "./progress-view.ts";
import type { RunFigures } from "./run-figures.ts";

/** What a run did, for scripts: printed by `--json` as one object. */
export interface Summary {
  records: RunFigures["records"];
  values: { written: number };
  calls: RunFigures["calls"];
  costUsd: number;
  /** Charged for calls whose outcome is not known, in addition. */
  heldUsd: number;
  agreement: { industry: IndustryAgreement | null };
  seconds: number;
  /** A URL, once there is a console. */
  console: string | null;
}

export function summaryOf(
  figures: RunFigures,
  { industry, seconds }: { industry: IndustryAgreement | undefined; seconds: number },
): Summary {
  return {
    records: figures.records,
    values: { written: figures.valuesWritten },
    calls: figures.calls,
    costUsd: usdFromNano(figures.spentNanoUsd),
    heldUsd: usdFromNano(figures.heldNanoUsd),
    agreement: { industry: industry ?? null },
    seconds: Math.round(seconds * 10) / 10,
    console: null,
  };
}

/** The same for people. */
export function summaryText(figures: RunFigures, summary: Summary): string {
  const { records, calls, agreement, seconds } = summary;
  const outcomes = Object.entries(records)
    .filter(([name]) => name !== "seen")
    .map(([name, count]) => `${name} ${count}`);
  const lines = [
    ["Records", `${records.seen} seen: ${outcomes.join(", ")}`],
    ["Values", `${summary.values.written} written`],
    [
      "Calls",
      `${calls.made} made, ${calls.repaired} of them repairs; ${calls.saved} saved because the answer was known`,
    ],
    ["Cost", `${usdText(figures.spentNanoUsd)}${heldText(figures.heldNanoUsd)}`],
    ...(agreement.industry ? agreementLines(agreement.industry) : []),
    ["Time", `${seconds} s`],
  ];
  return lines.map(([name = "", text]) => `${name.padEnd(10)}${text}`).join("\n");
}

function heldText(heldNanoUsd: bigint): string {
  return heldNanoUsd === 0n
    ? ""
    : `, and ${usdText(heldNanoUsd)} held for calls whose outcome is not known; npx fieldwork budget says how it comes free`;
}

function agreementLines(industry: IndustryAgreement): string[][] {
  const share = ({ agree, of }: { agree: number; of: number }) =>
    `${agree} of ${of} (${of === 0 ? "-" : (agree / of).toFixed(3)})`;
  return [
    [
      "Industry",
      `agrees with the held-back label: best guess ${share(industry.bestGuess)}, written ${share(industry.written)}`,
    ],
    [
      "",
      `beside: commonest class ${industry.commonestShare.toFixed(3)}, nearest-neighbour vote ${industry.nearestNeighbourShare.toFixed(3)}`,
    ],
  ];
}
