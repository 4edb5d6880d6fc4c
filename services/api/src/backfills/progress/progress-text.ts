import type { Reply } from "@fieldwork/contracts/client";
import { usdText } from "../stop-text.ts";
import { barText } from "./states-text.ts";

export type ShownProgress = Reply<"backfills.progress">;

const barChars = 24;

/** How far it is, on one line. Pure. */
export function progressText(progress: ShownProgress): string {
  const { id, state, step, ended, records, perMinute, secondsLeft, receipt } = progress;
  const share = records === 0 ? 1 : ended / records;
  return [
    `${id} ${barText(share, barChars)} ${Math.floor(share * 100)} %`,
    `${ended} of ${records}, step ${step}, ${state}`,
    ...(receipt.held > 0 ? [`${receipt.held} held`] : []),
    ...(state === "running" ? [`${perMinute.toFixed(1)} a minute`] : []),
    ...(secondsLeft !== null && secondsLeft > 0 ? [`${durationText(secondsLeft)} left`] : []),
    spendText(progress),
    ...waitText(progress),
  ].join("  ");
}

function spendText({ spentNanoUsd, receipt, likelyNanoUsd, mostNanoUsd }: ShownProgress): string {
  const of = likelyNanoUsd === null ? "" : ` of ${usdText(likelyNanoUsd)} likely`;
  const most = mostNanoUsd === null ? "" : `, at most ${usdText(mostNanoUsd)}`;
  const held = receipt.heldNanoUsd > 0 ? `, and ${usdText(receipt.heldNanoUsd)} held` : "";
  return `${usdText(spentNanoUsd)}${of}${most}${held}`;
}

function waitText({ waitsFor, restUntil }: ShownProgress): string[] {
  if (waitsFor === null) return [];
  if (waitsFor.name === "rest") return [`rests until ${restUntil}`];
  if (waitsFor.name === "resume") return ["waits for: backfill resume"];
  return [`waits for: ${waitsFor.name}`];
}

function durationText(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
