import { scopeEnds } from "@fieldwork/budget";
import type { BackfillStop } from "@fieldwork/contracts";
import type { Notice } from "@fieldwork/store/notices";
import { stopText } from "../backfills/stop-text.ts";

/** One sentence for people. Pure. */
export function noticeText({
  kind,
  topic,
  before,
  state,
  detail,
  toldAt,
}: Pick<Notice, "kind" | "topic" | "before" | "state" | "detail" | "toldAt">): string {
  const name = topic.slice(topic.indexOf("/") + 1);
  switch (kind) {
    case "budget":
      return budgetText(name, { before, state, toldAt });
    case "model":
      return modelText(name, state);
    case "reviews":
      return state === null
        ? `No answer of ${name} waits for a person any more.`
        : `Answers of ${name} wait for a person: npx fieldwork review list.`;
    case "replay":
      return replayText(name, { state, detail });
    case "parked":
      return parkedText(name, state);
    case "backfill":
      return backfillText(name, { before, state, detail });
    default:
      return kind satisfies never;
  }
}

function budgetText(
  name: string,
  { before, state, toldAt }: Pick<Notice, "before" | "state" | "toldAt">,
): string {
  if (state === null) {
    const endsAt = scopeEnds(name);
    return endsAt !== null && endsAt <= toldAt
      ? `The time of the budget ${name} is over.`
      : `The budget ${name} is below 50 % again.`;
  }
  if (state === "100") return `The budget ${name} is used up: what it is for waits.`;
  return Number(before) > Number(state)
    ? `The budget ${name} is back at ${state} % and more.`
    : `The budget ${name} has reached ${state} %.`;
}

function modelText(name: string, state: string | null): string {
  if (state === null) return `${name} is asked again.`;
  // One of several keys or servers; where all of them are closed, the provider is told of, too.
  return name.includes("#")
    ? `${name} is closed: other keys or servers of its provider are asked as long as one is open.`
    : `${name} is closed: what it is to answer waits.`;
}

function replayText(name: string, { state, detail }: Pick<Notice, "state" | "detail">): string {
  const show = `npx fieldwork dlq show ${name}`;
  if (state === null) return `${name} goes on, or has ended.`;
  if (state !== "paused")
    return `The first of ${name} have ended: ${show}, then dlq resume ${name}.`;
  return detail.by
    ? `${detail.by} paused ${name}: ${show}.`
    : `${name} is paused: too much of it failed anew. ${show}.`;
}

function parkedText(connection: string, state: string | null): string {
  return state === null
    ? `No record of ${connection} is parked any more.`
    : `Records of ${connection} that are parked, because they changed again after each of our writes: ${state}. npx fieldwork hold.`;
}

function backfillText(
  name: string,
  { before, state, detail }: Pick<Notice, "before" | "state" | "detail">,
): string {
  const show = `npx fieldwork backfill show ${name}`;
  switch (state) {
    case null:
      return before?.startsWith("resting") ? `${name} goes on after its rest.` : `${name} goes on.`;
    case "finished":
      return `${name} has finished: ${show}.`;
    case "cancelled":
      return detail.by
        ? `${detail.by} cancelled ${name}: ${show}.`
        : `${name} is cancelled: ${show}.`;
    case "paused":
      if (!detail.stoppedBy)
        return detail.by ? `${detail.by} paused ${name}: ${show}.` : `${name} is paused: ${show}.`;
      return `${name} paused itself: ${stopText(detail.stoppedBy as BackfillStop)}. ${show}.`;
    default:
      return `${name} rests until ${String(detail.restUntil)}: look at what it has written. ${show}.`;
  }
}
