/** At once where nothing was woken lately, otherwise as soon as the time between two has passed. */
export function createPacedWake(wake: () => void, everyMs: number): () => void {
  let lastAt = Number.NEGATIVE_INFINITY;
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    const waitMs = Math.max(0, lastAt + everyMs - performance.now());
    setTimeout(() => {
      isDue = false;
      lastAt = performance.now();
      wake();
    }, waitMs).unref();
  };
}
