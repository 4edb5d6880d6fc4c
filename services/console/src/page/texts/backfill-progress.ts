import type { GateVerdict } from "@fieldwork/contracts/page";
import { countText, percentText, usdText } from "../ui/money.ts";
import { durationText, rateText } from "./backfill-words.ts";

/** The texts of how a backfill goes. */
export const progressTexts = {
  ended: (ended: number, of: number) => `${countText(ended)} of ${countText(of)} ended`,
  rate: (perMinute: number) => `${rateText(perMinute)} a minute`,
  left: (seconds: number | null) =>
    seconds === null ? "time left not known" : `${durationText(seconds)} left`,
  figures: { ended: "Ended", rate: "A minute", left: "Time left", spent: "Spent" },
  unknown: "not known",
  waits: (name: string) => waits[name] ?? `It waits for: ${name}.`,
  rests: "Its next step begins",
  states: "Records by state",
  state: "State",
  count: "Records",
  part: "Share",
  spend: "Spend against the sheet",
  spendMarks: {
    spent: "Spent",
    expected: "Expected at this pace",
    likely: "The sheet said (p50)",
    most: "Approved at most",
  },
  amount: "Dollars",
  rateTitle: "Ended a minute, in the last half hour",
  minute: "Minute",
  mostInMinute: (count: number) => `${countText(count)} in the fastest minute`,
  noRate: "None has ended in the last half hour.",
  ramp: "Ramp",
  step: (step: number) => `Step ${step + 1}`,
  stepTitle: "Step",
  steps: {
    passed: "passed",
    running: "under way",
    resting: "done, rests",
    paused: "paused",
    waits: "waits",
    stopped: "never begun",
  },
  gates: "Gates of the last step that ended",
  gatesHint: "Each step is judged by these before the next begins.",
  notJudged: "No step has ended yet. It will be judged by these.",
  gate: "Gate",
  n: "Of",
  value: "Found",
  limit: "At most",
  verdict: "Verdict",
  passed: "passed",
  failed: "did not pass",
  names: {
    failed: "Failed",
    rejected: "Rejected by our checks",
    abstained: "Without any value",
    inReview: "Waiting for a person",
    refused: "Refused by the CRM",
    overridden: "Changed by people since",
    shift: "Shift from today's values",
    cost: "Cost of a record",
  },
  named: ({ gate, output }: GateVerdict): string =>
    gate === "shift" && output !== undefined ? `Shift of ${output}` : progressTexts.names[gate],
  found: ({ gate, count }: Pick<GateVerdict, "gate" | "count">) =>
    gate === "cost" ? usdText(count) : gate === "shift" ? percentText(count) : countText(count),
  off: "not judged",
  limitOf: (gate: keyof typeof gateUnits, limit: number) =>
    gateUnits[gate] === "times" ? `${limit} × the sheet's` : percentText(limit),
};

const gateUnits = {
  ...{ failed: "share", rejected: "share", abstained: "share", inReview: "share" },
  ...{ refused: "share", overridden: "share", shift: "share", cost: "times" },
} as const;

const waits: Readonly<Record<string, string>> = {
  start: "It waits for somebody to sign its sheet.",
  resume: "It waits for somebody to resume it.",
  rest: "It rests before its next step.",
  budget: "It waits for a budget to have room.",
};
