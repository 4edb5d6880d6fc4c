/** How far one arrival moves the usual time between two. */
const newestWeighs = 1 / 8;

/** Whether it is worth while to wait for the next of something. */
export interface Arrivals {
  note(): void;
  /** As many as are worth it usually come while one would wait. */
  areFrequent(): boolean;
}

export function createArrivals(waitMs: number, worthIt = 1): Arrivals {
  let lastAtMs = Number.NEGATIVE_INFINITY;
  let usuallyApartMs = waitMs;
  return {
    note() {
      const nowMs = performance.now();
      // A long rest says no more than that nothing came meanwhile.
      const apartMs = Math.min(nowMs - lastAtMs, 2 * waitMs);
      usuallyApartMs += (apartMs - usuallyApartMs) * newestWeighs;
      lastAtMs = nowMs;
    },
    areFrequent: () => usuallyApartMs * worthIt < waitMs,
  };
}
