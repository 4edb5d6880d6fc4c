import type { AdmissionLease, AdmissionRequest, WaitOptions } from "./admission.ts";
import { type AdmissionAnswer, WaitingLine } from "./waiting-line.ts";

export interface AdmissionQueueDeps {
  ask(request: AdmissionRequest): Promise<AdmissionAnswer>;
  /** What is under the same key shares its limits. */
  keyOf(of: { provider: string; model: string }): string;
  random?: (() => number) | undefined;
}

export interface AdmissionQueue {
  waitFor(request: AdmissionRequest, options: WaitOptions): Promise<AdmissionLease>;
  /** A lease of this process has ended. */
  wake(of: { provider: string; model: string }): void;
}

/** The callers of this process that wait for admission: one line for each set of limits. */
export function createAdmissionQueue({
  ask,
  keyOf,
  random = Math.random,
}: AdmissionQueueDeps): AdmissionQueue {
  const lines = new Map<string, WaitingLine>();
  const lineOf = (of: { provider: string; model: string }) => {
    const key = keyOf(of);
    const line = lines.get(key) ?? new WaitingLine({ ask, random });
    lines.set(key, line);
    return line;
  };
  return {
    waitFor: (request, options) => lineOf(request).waitFor(request, options),
    wake: (of) => lineOf(of).wake(),
  };
}
