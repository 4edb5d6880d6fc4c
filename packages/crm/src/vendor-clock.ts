/** What a CRM's replies tell of its own clock, by which it stamps records. */
export interface VendorClock {
  /** The `Date` of a reply that has just arrived. */
  note(date: string | undefined): void;
  /** Its clock was not behind this at that moment of `performance.now()`. */
  earliestMs(at: number): number;
}

/** How far our own clock may be ahead of a CRM's that tells nothing of it. */
const unknownClockMs = 60_000;

export function createVendorClock(
  clocks: { now(): number; monotonicMs(): number } = {
    now: Date.now,
    monotonicMs: () => performance.now(),
  },
): VendorClock {
  let seen: { dateMs: number; at: number } | undefined;
  return {
    note(date) {
      const dateMs = Date.parse(date ?? "");
      if (!Number.isNaN(dateMs)) seen = { dateMs, at: clocks.monotonicMs() };
    },
    earliestMs(at) {
      if (seen === undefined) return clocks.now() - (clocks.monotonicMs() - at) - unknownClockMs;
      // The reply was stamped before it arrived, to the second below.
      return seen.dateMs + (at - seen.at);
    },
  };
}
