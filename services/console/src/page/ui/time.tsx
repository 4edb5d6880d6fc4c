import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import { texts } from "../texts.ts";

const lookEveryMs = 20_000;
const relative = new Intl.RelativeTimeFormat(texts.language, { numeric: "auto", style: "short" });
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
  useLaterLook();
  const date = new Date(at);
  return (
    <time dateTime={at} title={exact.format(date)} className="nowrap">
      {agoText(date.getTime() - Date.now())}
    </time>
  );
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

/** What was so long ago is longer ago soon. */
function useLaterLook(): void {
  const [, look] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => look((looks) => looks + 1), lookEveryMs);
    return () => clearInterval(timer);
  }, []);
}
