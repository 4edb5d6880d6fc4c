import { several } from "./words.ts";

/** The texts of the dead letters and their replays. */
export const deadLettersTexts = {
  none: "Nothing has failed for good",
  noneHint: "What fails is tried again by itself; what cannot succeed ends here, by its cause.",
  capped: "There are more causes than are shown.",
  place: (enrichment: string, connection: string, records: string) =>
    `${enrichment} on ${records.toLowerCase()} of ${connection}`,
  events: (topic: string, group: string | null) =>
    group === null ? `Events of ${topic}` : `Events of ${topic} that the ${group} could not handle`,
  count: (count: number) => several(count, "dead letter", "dead letters"),
  failedAnew: (count: number) => `${count.toLocaleString("en")} failed again in a replay`,
  first: "first",
  last: "last",
  replayFive: "Replay five",
  replayAll: (count: string) => `Replay all ${count}`,
  replay: "Replay",
  replayed: "The replay has begun",
  replayTitle: (count: number) => `Replay ${several(count, "dead letter", "dead letters")}?`,
  fiveMeaning: "Five go first. The others wait until you let them follow.",
  allMeaning: "Five go first. If all of them succeed the others follow by themselves, 60 a minute.",
  discard: "Discard",
  discarded: "They have ended for good",
  discardTitle: (count: number) => `Discard ${several(count, "dead letter", "dead letters")}?`,
  discardMeaning: "They end for good, and the fields stay as they are. The reason is kept.",
  why: "Why",
};

export const replaysTexts = {
  title: "Replays",
  hint: "Everybody sees how they go.",
  none: "Nothing has been replayed yet",
  cause: "Cause",
  state: "State",
  states: {
    trying: "the first ones go",
    tried: "waits for its go",
    going: "goes on",
    paused: "paused",
    done: "done",
    cancelled: "cancelled",
  },
  sent: "Sent",
  waiting: "Waiting",
  success: "Succeed",
  notYet: "none yet",
  by: "By",
  at: "When",
  order: "Order",
  changes: { resume: "Let it go on", pause: "Pause", cancel: "Cancel" },
};
