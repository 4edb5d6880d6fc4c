import type { CallClass } from "@fieldwork/contracts";
import type { CallEnd } from "./adaptive-concurrency.ts";
import type { HeardLimit } from "./learnt-limits.ts";
import type { LimitUnit } from "./limits.ts";
import type { RetryBudget } from "./retry-budget.ts";
import type { Scopes } from "./rules.ts";

export type UnitAmounts = Readonly<Record<LimitUnit, number>>;

export interface AdmissionRequest {
  /** Everything whose limits apply, such as a provider and its model; each scope has one outermost. */
  scopes: Scopes;
  workClass: CallClass;
  /** What it needs of each unit: an estimate, corrected on release. */
  amounts: UnitAmounts;
  /** After this the lease counts as lost with its holder, and its place is free again. */
  leaseMs: number;
  /** Added to the details of its errors. */
  about?: Readonly<Record<string, string>> | undefined;
}

export interface AdmissionLease {
  kind: "admitted";
  leaseId: string;
  scopes: Scopes;
  /** By `performance.now()` of this process: when the admission was asked for. */
  askedAtMs: number;
}

export interface AdmissionRefusal {
  kind: "refused";
  /** When to ask again. A place may become free sooner. */
  waitMs: number;
  /**
   * Whose limit it was, and which: `cool-down`, `share`, `concurrency`, or a rate such as
   * `requests/minute`.
   */
  scope: string;
  window: string;
}

export type AdmissionSpent =
  /** A unit that is not listed counts as estimated. */
  | { kind: "used"; amounts: UnitAmounts }
  /** Nothing was sent: everything is given back. */
  | { kind: "nothing" }
  /** Unknown: what was taken stays taken. */
  | { kind: "unknown" };

/** What a request used of its lease, how it ended, and how long it took from its admission. */
export type AdmissionSpend = AdmissionSpent & { ended: CallEnd; durationMs: number };

export interface WaitOptions {
  maxWaitMs: number;
  signal: AbortSignal;
}

export interface AdmissionCapacity {
  /** Requests that may be under way now, across all processes; undefined: any number. */
  concurrency: number | undefined;
  /** Requests under way; 0 if nothing is limited. */
  inUse: number;
}

/**
 * Permission to call a vendor now, inside all limits of all scopes of the request at once. Takes from
 * every window or from none. Releasing frees the place, gives back what was not used, and may be
 * repeated.
 */
export interface Admission {
  /** Asks once. */
  admit(request: AdmissionRequest): Promise<AdmissionLease | AdmissionRefusal>;
  /**
   * Asks until it is admitted. Callers of this process that wait under the same limits form one queue:
   * the first one asks, and asks again as soon as a lease of this process ends.
   *
   * @throws AppError `admission_refused` with `retryAfterMs` if it waited for `maxWaitMs` or would have
   * to, with `details.closeLaneMs` only while the scope cools down; `stopped`.
   */
  waitFor(request: AdmissionRequest, options: WaitOptions): Promise<AdmissionLease>;
  /** Resolves once it is known to all: nobody need wait for that. */
  release(lease: AdmissionLease, spend: AdmissionSpend): Promise<void>;
  /**
   * Refuses every request of the innermost of these scopes until then (milliseconds since 1970); never
   * shortens a cool-down.
   */
  coolDown(scopes: Scopes, untilMs: number): Promise<void>;
  /**
   * Takes what a vendor's reply tells of its limits: where that is less than declared, or than was believed to be left,
   * less is admitted from now on. Waits for nobody, and never throws.
   */
  heard?(scopes: Scopes, limits: readonly HeardLimit[]): void;
  /** Leave to repeat calls that failed. Undefined: nothing is repeated. */
  readonly retries?: RetryBudget | undefined;
  /** What the scope with the least room allows now. Cheap enough to be called every second. */
  capacityOf(scopes: Scopes): Promise<AdmissionCapacity>;
}
