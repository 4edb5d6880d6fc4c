/**
 * When the calendar days of a time zone end: the last one, this one and the next, in milliseconds since
 * 1970. Three, so that another clock some seconds off finds the end of its own day among them.
 */
export function dayEnds(timeZone: string, nowMs: number): readonly [number, number, number] {
  const offsetMs = offsetAt(timeZone);
  const wall = new Date(nowMs + offsetMs(nowMs));
  const midnight = (days: number) => {
    const wallMs = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate() + days);
    // The offset of that moment, not of this one: clocks may change in between.
    const aboutMs = wallMs - offsetMs(wallMs - offsetMs(nowMs));
    return wallMs - offsetMs(aboutMs);
  };
  return [midnight(0), midnight(1), midnight(2)];
}

/** How far a wall clock is ahead of UTC at a moment. Throws RangeError where there is no such zone. */
function offsetAt(timeZone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    ...({ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" } as const),
    ...({ hour: "numeric", minute: "numeric", second: "numeric" } as const),
  });
  return (atMs) => {
    const parts = format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]);
    const { year = 0, month = 1, day = 1, hour, minute, second } = Object.fromEntries(parts);
    const wholeSecondMs = Math.floor(atMs / 1000) * 1000;
    return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSecondMs;
  };
}
