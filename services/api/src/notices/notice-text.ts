import type { Notice } from "@fieldwork/store/notices";

/** One sentence for people. Pure. */
export function noticeText({
  kind,
  topic,
  before,
  state,
}: Pick<Notice, "kind" | "topic" | "before" | "state">): string {
  const name = topic.slice(topic.indexOf("/") + 1);
  switch (kind) {
    case "budget":
      if (state === null) return `The budget ${name} is below 50 % again.`;
      if (state === "100") return `The budget ${name} is used up: what it is for waits.`;
      return Number(before) > Number(state)
        ? `The budget ${name} is back at ${state} % and more.`
        : `The budget ${name} has reached ${state} %.`;
    case "model":
      return state === null
        ? `${name} is asked again.`
        : `${name} is closed: what it is to answer waits.`;
    case "reviews":
      return state === null
        ? `No answer of ${name} waits for a person any more.`
        : `Answers of ${name} wait for a person: npx fieldwork review list.`;
    case "replay":
      if (state === null) return `${name} goes on, or has ended.`;
      return state === "paused"
        ? `${name} is paused: too much of it failed anew. npx fieldwork dlq show ${name}.`
        : `The first of ${name} have ended: npx fieldwork dlq show ${name}, then dlq resume ${name}.`;
    default:
      return kind satisfies never;
  }
}
