export interface Latency {
  wait(): Promise<void>;
  /** Lets whoever waits wait for ever, as the death of a process would. */
  abandon(): void;
}

/** How long each answer takes. */
export function createLatency(latencyMs: number): Latency {
  const running = new Set<NodeJS.Timeout>();
  return {
    async wait() {
      if (latencyMs <= 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          running.delete(timer);
          resolve();
        }, latencyMs);
        running.add(timer);
      });
    },
    abandon() {
      for (const timer of running) clearTimeout(timer);
      running.clear();
    },
  };
}
