import { type PointerEvent, type ReactNode, useSyncExternalStore } from "react";
import { texts } from "../texts.ts";

const lookEveryMs = 20_000;
const relative = new Intl.RelativeTimeFormat(texts.language, { numeric: "always", style: "short" });
const exact = new Intl.DateTimeFormat(texts.language, {
  ...{ dateStyle: "medium", timeStyle: "long", hourCycle: "h23" },
});
const units = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** How long ago, in the viewer's words; the exact time, in their zone, on hover. */
export function Time({ at }: { at: string }): ReactNode {
  useSyncExternalStore(onLaterLook, looksSoFar);
  const date = new Date(at);
  return (
    <time dateTime={at} className="nowrap" onPointerEnter={tellExactly}>
      {agoText(date.getTime() - Date.now())}
    </time>
  );
}

/** Not before it is asked for: a list has hundreds of times, and drops most of them unread. */
function tellExactly({ currentTarget }: PointerEvent<HTMLTimeElement>): void {
  currentTarget.title = exactTime(currentTarget.dateTime);
}

export function exactTime(at: string): string {
  return exact.format(new Date(at));
}

const clock = new Intl.DateTimeFormat(texts.language, { timeStyle: "medium", hourCycle: "h23" });

/** Of a moment of today. */
export function clockTime(at: string): string {
  return clock.format(new Date(at));
}

/** Pure. */
export function agoText(differenceMs: number): string {
  const seconds = differenceMs / 1000;
  for (const [unit, size] of units)
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  return seconds > 0 ? texts.common.soon : texts.common.justNow;
}

let looks = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const lookers = new Set<() => void>();

/** What was so long ago is longer ago soon: one clock for all times that are shown. */
function onLaterLook(look: () => void): () => void {
  lookers.add(look);
  timer ??= setInterval(() => {
    looks += 1;
    for (const each of lookers) each();
  }, lookEveryMs);
  return () => {
    lookers.delete(look);
    if (lookers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function looksSoFar(): number {
  return looks;
}
