import type { WorkClass } from "@fieldwork/contracts";

/** What a provider allows for one model, or for all of its models together. Absent: no limit. */
export interface AdmissionLimits {
  requestsPerMinute?: number | undefined;
  inputTokensPerMinute?: number | undefined;
  outputTokensPerMinute?: number | undefined;
  /** Attempts under way at once. */
  concurrency?: number | undefined;
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
}

export interface AdmissionRefusal {
  kind: "refused";
  /** Ask again after this. */
  waitMs: number;
  /** What was full. */
  bucket: AdmissionBucket;
}

/** What an attempt used of its lease. */
export type AdmissionSpend =
  | { kind: "used"; inputTokens: number; outputTokens: number }
  /** Nothing was sent: everything is given back. */
  | { kind: "nothing" }
  /** Not known: what was taken stays taken. */
  | { kind: "unknown" };

/**
 * Leave to call a provider now, inside all of its limits at once. Takes from every bucket or from
 * none. Settling frees the place, gives back what was not used, and may be repeated.
 */
export interface Admission {
  admit(request: AdmissionRequest): Promise<AdmissionLease | AdmissionRefusal>;
  settle(lease: AdmissionLease, spend: AdmissionSpend): Promise<void>;
  /** Refuses every call to the provider until then (milliseconds since 1970); never shortens a cool-down. */
  coolDown(provider: string, untilMs: number): Promise<void>;
}
