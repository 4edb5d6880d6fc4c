import { countText } from "../ui/money.ts";

/** The texts of comparisons with the CRMs, and of what they push. */
export const verdictTexts = {
  title: "Compared with the CRMs",
  hint: "Whether what is known of the records is what their CRM shows. What differs is read again, and counted.",
  none: "Nothing has been compared yet",
  connection: "Connection",
  object: "Records",
  missing: "Missing",
  stale: "Stale",
  ended: "Ended unnoticed",
  repaired: "Repaired",
  looked: "Looked at",
  lookedAt: (count: string, known: string | null) =>
    known === null ? count : `${count} of ${known}`,
  crm: "In the CRM",
  unknown: "not known",
  never: "never yet",
  nothing: "–",
  checked: "Checked",
  states: {
    waiting: "under way",
    done: "checked",
    asks: "asks whether so many ends are right; asked",
    failed: "it failed",
  },
  by: (by: string | null) => (by === null ? "by schedule" : (orderers[by] ?? `by ${by}`)),
  order: "Order",
  compare: "Compare",
  compareNamed: (what: string) => `Compare ${what}`,
  dialog: (what: string) => `Compare ${what} with the CRM`,
  meaning: "The connector compares within seconds, in batches beside its other reading.",
  whole: "All records",
  wholeHint: "Otherwise a sample of 1,000.",
  ends: "So many ends are right",
  endsHint: (count: number) =>
    `${countText(count)} records are known here and gone there. Without this they stay as they are.`,
  ordered: "The comparison is ordered",
};

export const streamTexts = {
  title: "Pushed changes",
  hint: "What CRMs tell of by themselves. Reading goes on beside it, so that a gap costs time and no change.",
  none: "No CRM pushes its changes",
  heard: "Heard last",
  calls: "the CRM calls us",
  gap: "Last gap",
  noGap: "none",
  why: (text: string) => `${text}, so all records were compared`,
  waiting: "Not read yet",
  orMore: (count: string) => `${count} or more`,
};

const orderers: Readonly<Record<string, string>> = {
  connector: "because its stream had a gap",
};
