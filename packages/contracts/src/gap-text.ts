/** Why a CRM's stream could not say which records have changed, so that all of an object are compared. */
export const streamGaps = ["overflow", "wildcard", "unreadable", "position-lost"] as const;
export type StreamGap = (typeof streamGaps)[number];

/** For people. */
export const gapText: Readonly<Record<StreamGap, string>> = {
  overflow: "the CRM had more changes than it told of",
  wildcard: "an event named a group of records in place of each",
  unreadable: "an event could not be read",
  "position-lost": "the CRM no longer had the events since the last one that was heard",
};
