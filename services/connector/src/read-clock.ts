/**
 * The start times of reads, each later than the one before even if the computer's clock is set back: of
 * two reads with the same CRM timestamp, the later one counts.
 */
export function createReadClock(now: () => number = Date.now): (atMs?: number) => string {
  let lastMs = 0;
  return (atMs = now()) => {
    lastMs = Math.max(atMs, lastMs + 1);
    return new Date(lastMs).toISOString();
  };
}
