/**
 * The starts of reads, each later than the one before, also when the computer's clock is set back: of two
 * reads that the CRM stamps alike the later one counts.
 */
export function createReadClock(now: () => number = Date.now): () => string {
  let lastMs = 0;
  return () => {
    lastMs = Math.max(now(), lastMs + 1);
    return new Date(lastMs).toISOString();
  };
}
