import { several } from "./words.ts";

/** The texts of the dead letters and their replays. */
export const deadLettersTexts = {
  none: "Nothing has failed for good",
  noneHint: "What fails is tried again by itself; what cannot succeed ends here, by its cause.",
  capped: "There are more causes than are shown.",
  place: (enrichment: string, connection: string, records: string) =>
    `${enrichment} on ${records.toLowerCase()} of ${connection}`,
  events: (topic: string, group: string | null) =>
    group === null
      ? `Events of ${topic} that could not be published`
      : `Events of ${topic} that the ${group} could not handle`,
  count: (count: number) => several(count, "dead letter", "dead letters"),
  failedAnew: (count: number) =>
    `${several(count, "has", "have")} already failed again in a replay`,
  failedAgain: "failed again in a replay",
  first: "first",
  last: "last",
  samples: (shown: number, count: number) =>
    shown < count ? `The last ${shown} of them` : "Which ones",
  event: (id: string) => `Event ${id}`,
  replayFive: "Replay five",
  replayAll: (count: number) =>
    count === 1 ? "Replay it" : `Replay all ${count.toLocaleString("en")}`,
  replay: "Replay",
  replayed: "The replay has begun",
  fiveTitle: "Replay five dead letters?",
  replayTitle: (count: number) => `Replay ${several(count, "dead letter", "dead letters")}?`,
  fiveMeaning: (others: number) =>
    `Five go first. The other ${others.toLocaleString("en")} wait until you let them follow.`,
  allMeaning: (count: number) =>
    count > 5
      ? "Five go first. If all of them succeed the others follow by themselves, 60 a minute. Those that fail while it goes on are not part of it."
      : "They go at once. Those that fail while they do are not part of it.",
  edit: "Edit",
  editOne: (name: string) => `Edit ${name}`,
  discard: "Discard",
  discardOne: (name: string) => `Discard ${name}`,
  discardAll: (count: number) =>
    count === 1 ? "Discard it" : `Discard all ${count.toLocaleString("en")}`,
  discarded: "Discarded: the record tells the reason from now on",
  discardTitle: (count: number) => `Discard ${several(count, "dead letter", "dead letters")}?`,
  discardMeaning:
    "They end for good, and the fields stay as they are. Each record tells the reason.",
  discardOneMeaning: (name: string) =>
    `The one of ${name} ends for good, and its fields stay as they are. The record tells the reason.`,
  why: "Why",
  editing: {
    title: (id: string) => `Event ${id}`,
    payload: "What it holds, as JSON",
    hint: "It is checked against its topic. A replay then reads the record that it names from the CRM.",
    noJson: (why: string) => `This is no JSON: ${why}`,
    change: "Change it",
    done: (key: string) => `Changed; it is about ${key} now. Replay it to have that record read.`,
  },
};

interface Standing {
  waiting: number;
  tryFirst: number;
  perMinute: number;
}

export const replaysTexts = {
  title: "Replays",
  hint: "The last ones, as everybody sees them. What failed again is among the dead letters.",
  none: "Nothing has been replayed yet",
  of: (name: string) => `Replay by ${name}.`,
  stands: {
    trying: ({ waiting, tryFirst }: Standing) =>
      waiting === 0 ? "All are on their way." : `The first ${tryFirst} go, and the others wait.`,
    tried: ({ waiting }: Standing) =>
      `The first were tried. ${several(waiting, "other waits", "others wait")} until somebody lets them follow.`,
    going: ({ waiting, perMinute }: Standing) =>
      waiting === 0 ? "All are on their way." : `The others follow, ${perMinute} a minute.`,
    paused: ({ waiting }: Standing) =>
      `It is paused, by somebody or because half of them failed again. ${several(waiting, "waits", "wait")}.`,
    done: () => "It is done.",
    cancelled: () => "It was cancelled.",
  },
  parts: {
    succeeded: "succeeded",
    failed: "failed again",
    sent: "on their way",
    overtaken: "were none any longer",
    waiting: "wait",
    cancelled: "not sent",
  },
  columns: {
    succeeded: "Succeeded",
    failed: "Failed again",
    sent: "On their way",
    overtaken: "Overtaken",
    waiting: "Waiting",
    cancelled: "Not sent",
  },
  noneEnded: "none has ended yet",
  share: (share: string, ended: number) => `${share} of ${ended.toLocaleString("en")} succeeded`,
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
  success: "Success rate",
  notYet: "none yet",
  ordered: "Ordered",
  orders: {
    resume: (waiting: string) => `Let the other ${waiting} follow`,
    pause: () => "Pause",
    cancel: () => "Cancel",
  },
  showFailed: (count: number) => `${several(count, "failed", "failed")} again: show why`,
  failedAnew: (id: string) => `What failed again in ${id}`,
  noneFailed: "Nothing has failed again",
  how: "How",
  asBefore: "as before",
  otherwise: "in another way",
  count: "Count",
};
