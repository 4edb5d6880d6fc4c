export interface Latency {
  /** Ends at once when `stop` fires. */
  wait(stop?: AbortSignal): Promise<void>;
  /** Lets whoever waits wait for ever, as the death of a process would. */
  abandon(): void;
}

/** How long each answer takes. */
export function createLatency(latencyMs: number): Latency {
  const running = new Set<NodeJS.Timeout>();
  return {
    async wait(stop) {
      if (latencyMs <= 0 || stop?.aborted) return;
      await new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer);
          running.delete(timer);
          stop?.removeEventListener("abort", end);
          resolve();
        };
        const timer = setTimeout(end, latencyMs);
        running.add(timer);
        stop?.addEventListener("abort", end);
      });
    },
    abandon() {
      for (const timer of running) clearTimeout(timer);
      running.clear();
    },
  };
}
