import type { WorkClass } from "@fieldwork/contracts";
import type { CallEnd } from "./adaptive-concurrency.ts";

/** What a provider allows for one model, or for all of its models together. Absent: no limit. */
export interface AdmissionLimits {
  requestsPerMinute?: number | undefined;
  inputTokensPerMinute?: number | undefined;
  outputTokensPerMinute?: number | undefined;
  /**
   * Attempts under way at once. `adaptive`: nobody knows; it starts low, grows while answers keep their
   * pace, and falls on time-outs.
   */
  concurrency?: number | "adaptive" | undefined;
}

export interface AdmissionRequest {
  provider: string;
  model: string;
  workClass: WorkClass;
  /** An estimate; settling corrects it. */
  inputTokens: number;
  /** The cap of the attempt. */
  outputTokens: number;
  /** After this the lease counts as lost with its holder, and its place is free again. */
  leaseMs: number;
}

export type AdmissionBucket =
  | "cool-down"
  | "concurrency"
  | "requests"
  | "input-tokens"
  | "output-tokens";

export interface AdmissionLease {
  kind: "admitted";
  leaseId: string;
  provider: string;
  model: string;
  /** By `performance.now()` of this process: when the leave was asked for that was given. */
  askedAtMs: number;
}

export interface AdmissionRefusal {
  kind: "refused";
  /** Ask again after this; of `concurrency` sooner or later, for a place may be free at any moment. */
  waitMs: number;
  /** What was full. */
  bucket: AdmissionBucket;
}

export type AdmissionSpent =
  | { kind: "used"; inputTokens: number; outputTokens: number }
  /** Nothing was sent: everything is given back. */
  | { kind: "nothing" }
  /** Not known: what was taken stays taken. */
  | { kind: "unknown" };

/** What an attempt used of its lease, how it ended, and how long it took from its admission. */
export type AdmissionSpend = AdmissionSpent & { ended: CallEnd; durationMs: number };

export interface WaitOptions {
  maxWaitMs: number;
  signal: AbortSignal;
}

export interface AdmissionCapacity {
  /** Attempts that may be under way now, over all processes; undefined: any number. */
  concurrency: number | undefined;
  /** Those that are; 0 where nothing is limited. */
  inUse: number;
}

/**
 * Leave to call a provider now, inside all of its limits at once. Takes from every bucket or from
 * none. Settling frees the place, gives back what was not used, and may be repeated.
 */
export interface Admission {
  /** Asks once. */
  admit(request: AdmissionRequest): Promise<AdmissionLease | AdmissionRefusal>;
  /**
   * Asks until it is admitted. Those of this process that wait under the same limits stand in one
   * queue: the first one asks, also as soon as a lease of this process ends.
   *
   * @throws AppError `admission_refused` with `retryAfterMs` when it waited for `maxWaitMs` or would
   * have to, with `details.closeLaneMs` only while the provider cools down; `stopped`.
   */
  waitFor(request: AdmissionRequest, options: WaitOptions): Promise<AdmissionLease>;
  settle(lease: AdmissionLease, spend: AdmissionSpend): Promise<void>;
  /** Refuses every call to the provider until then (milliseconds since 1970); never shortens a cool-down. */
  coolDown(provider: string, untilMs: number): Promise<void>;
  /** What is allowed now. Cheap enough to be asked every second. */
  capacityOf(of: { provider: string; model: string }): Promise<AdmissionCapacity>;
}
