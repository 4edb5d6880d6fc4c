import { several } from "./words.ts";

/** The texts of Home. */
export const homeTexts = {
  needsYou: "What needs you now",
  nothing: "Nothing needs you now",
  nothingHint: "Live changes are written as promised, and nothing waits for a person.",
  freshness: "Freshness",
  noObjectives: "No enrichment promises how soon changes are written.",
  freshnessKept: "kept",
  freshnessMissed: "missed",
  objective: (share: number, within: string) =>
    `${Math.round(share * 1000) / 10} % within ${within}`,
  waitFor: "They wait for",
  overdue: (count: number) => several(count, "change overdue", "changes overdue"),
  burn: (short: number | null, long: number | null) =>
    `Used up at ${rate(short)} the promised pace in the last 5 minutes, ${rate(long)} in the last hour`,
  reviews: (count: number, hasMore: boolean) =>
    `${hasMore ? "More than " : ""}${several(count, "answer waits for a person", "answers wait for a person")}`,
  deadLetters: (count: number, cause: string) =>
    `${several(count, "dead letter", "dead letters")}: ${cause}`,
  budget: (scope: string, percent: string, limit: string) =>
    `The budget ${scope} is ${percent} used of ${limit}`,
  backfill: (id: string, why: string) => `The backfill ${id} paused itself. ${why}`,
  replay: (id: string, state: string) => `The replay ${id} is ${state} and waits for its go`,
  line: "The line",
  working: "being worked on",
  waitsForMoney: "waiting for money",
  waitsForCrm: "waiting for the CRM",
  finished: "finished",
  orMore: (count: string) => `${count}+`,
};

function rate(burn: number | null): string {
  return burn === null ? "no" : `${burn.toFixed(1)}×`;
}
