import { randomUUID } from "node:crypto";
import type { Admission, AdmissionRequest } from "./admission.ts";
import { createAdmissionQueue } from "./admission-queue.ts";
import {
  type AdmissionState,
  decideAdmission,
  emptyAdmission,
  settleAdmission,
  upToDate,
} from "./decide-admission.ts";
import { type LimitTable, limitsFor } from "./limits-for.ts";
import { placesNow } from "./places.ts";
import type { AdmissionAnswer } from "./waiting-line.ts";

export interface InProcessAdmissionOptions {
  limits: LimitTable;
  nowMs?: (() => number) | undefined;
}

// The only process there is.
const asker = "this";

/** Admission for one process: what other processes send is not counted here. */
export function createInProcessAdmission({
  limits: table,
  nowMs = Date.now,
}: InProcessAdmissionOptions): Admission {
  const states = new Map<string, AdmissionState>();
  const blockedUntil = new Map<string, number>();

  async function ask(request: AdmissionRequest): Promise<AdmissionAnswer> {
    const { provider, model } = request;
    const { key, limits, isLimited } = limitsFor(table, request);
    const leaseId = randomUUID();
    const { state, ...decision } = decideAdmission(
      {
        ...(states.get(key) ?? emptyAdmission()),
        blockedUntilMs: blockedUntil.get(provider) ?? 0,
      },
      { ...request, leaseId, asker },
      { limits, nowMs: nowMs() },
    );
    if (isLimited) states.set(key, state);
    if (decision.kind === "refused") return decision;
    const lease = {
      kind: "admitted",
      leaseId,
      provider,
      model,
      askedAtMs: performance.now(),
    } as const;
    return { kind: "admitted", lease, placesLeft: decision.placesLeft };
  }
  const queue = createAdmissionQueue({ ask, keyOf: (of) => limitsFor(table, of).key });

  return {
    async admit(request) {
      const answer = await ask(request);
      return answer.kind === "admitted" ? answer.lease : answer;
    },
    waitFor: queue.waitFor,
    async settle(lease, spend) {
      const { key, limits, isLimited } = limitsFor(table, lease);
      const before = states.get(key);
      if (!isLimited || !before) return;
      const settling = { leaseId: lease.leaseId, spend };
      states.set(key, settleAdmission(before, settling, { limits, nowMs: nowMs() }));
      queue.wake(lease);
    },
    async coolDown(provider, untilMs) {
      blockedUntil.set(provider, Math.max(untilMs, blockedUntil.get(provider) ?? 0));
    },
    async capacityOf(of) {
      const { key, limits } = limitsFor(table, of);
      const rules = { limits, nowMs: nowMs() };
      const state = upToDate(states.get(key) ?? emptyAdmission(), rules);
      const { concurrency } = limits;
      const places = placesNow(state, { concurrency, nowMs: rules.nowMs });
      return { concurrency: places, inUse: state.leases.length };
    },
  };
}
