/** Counts the failed proofs of each address, so that guessing costs the store nothing. */
export interface Failures {
  isTooMany(address: string): boolean;
  note(address: string): void;
}

export interface FailureLimits {
  most: number;
  windowMs: number;
  /** Of so many addresses at once. */
  mostAddresses: number;
  /** Never decreases. */
  nowMs?: () => number;
}

export function createFailures({
  most,
  windowMs,
  mostAddresses,
  nowMs = () => performance.now(),
}: FailureLimits): Failures {
  const counts = new Map<string, { count: number; untilMs: number }>();

  function current(address: string): { count: number; untilMs: number } | undefined {
    const found = counts.get(address);
    return found && found.untilMs > nowMs() ? found : undefined;
  }

  return {
    isTooMany: (address) => (current(address)?.count ?? 0) >= most,
    note(address) {
      const { count, untilMs } = current(address) ?? { count: 0, untilMs: nowMs() + windowMs };
      // The oldest goes, so that a flood of addresses does not fill the memory.
      if (counts.size >= mostAddresses && !counts.has(address)) {
        const [oldest] = counts.keys();
        if (oldest !== undefined) counts.delete(oldest);
      }
      counts.set(address, { count: count + 1, untilMs });
    },
  };
}
