import { said, several } from "./words.ts";

/** The texts of companies that are in two CRMs. */
export const linkTexts = {
  title: "Linked companies",
  hint: "Records of two connections that are one company, by domain, name and place, or as a person says. One answer then serves both, where its evidence stands in either.",
  figures: (linked: string, doubtful: string) => `${linked} linked, ${doubtful} wait for a person.`,
  saved: (calls: number, days: number) =>
    `${several(calls, "call", "calls")} saved in ${days} days by answers that served both.`,
  notHeld: (count: number) =>
    count === 0
      ? ""
      : `${several(count, "answer was", "answers were")} not used for the other record: the evidence does not stand there.`,
  orMore: (count: string) => `${count} or more`,
  filter: "Which",
  all: "All of them",
  states: {
    linked: "One company, by the rules",
    doubtful: "Perhaps one company",
    confirmed: "One company, as a person says",
    refused: "Two companies, as a person says",
    apart: "Two companies, by the rules",
  },
  none: "No company is linked",
  noneHint: "Companies of connections that stand in one sharing group are compared as they change.",
  ofRecord: "The same company elsewhere",
  ofRecordHint: "What the rules or a person say about records of other connections.",
  one: "Record",
  other: "And",
  state: "They are",
  compared: "How they compare",
  compare: (evidence: Readonly<Record<string, string>>) =>
    Object.entries(evidence)
      .map(([what, how]) => `${what}: ${said(how)}`)
      .join(", "),
  decided: "Decided",
  order: "Order",
  confirm: "One company",
  refuse: "Two companies",
  leave: "By the rules",
  named: (order: string, one: string, other: string) => `${order}: ${one} and ${other}`,
  ordered: "It is ordered. It stands, whatever the rules find later.",
  left: "The rules decide again.",
  open: "Linked companies",
};
