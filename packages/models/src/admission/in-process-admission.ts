import { randomUUID } from "node:crypto";
import type { Admission } from "./admission.ts";
import {
  type AdmissionState,
  decideAdmission,
  emptyAdmission,
  settleAdmission,
} from "./decide-admission.ts";
import { type LimitTable, limitsFor } from "./limits-for.ts";

export interface InProcessAdmissionOptions {
  limits: LimitTable;
  nowMs?: (() => number) | undefined;
}

/** Admission for one process: what other processes send is not counted here. */
export function createInProcessAdmission({
  limits: table,
  nowMs = Date.now,
}: InProcessAdmissionOptions): Admission {
  const states = new Map<string, AdmissionState>();
  const blockedUntil = new Map<string, number>();

  return {
    async admit(request) {
      const { provider, model } = request;
      const { key, limits, isLimited } = limitsFor(table, request);
      const leaseId = randomUUID();
      const decision = decideAdmission(
        {
          ...(states.get(key) ?? emptyAdmission()),
          blockedUntilMs: blockedUntil.get(provider) ?? 0,
        },
        { ...request, leaseId },
        { limits, nowMs: nowMs() },
      );
      if (isLimited) states.set(key, decision.state);
      if (decision.kind === "admitted") return { kind: "admitted", leaseId, provider, model };
      return { kind: "refused", waitMs: decision.waitMs, bucket: decision.bucket };
    },
    async settle(lease, spend) {
      const { key, limits, isLimited } = limitsFor(table, lease);
      const before = states.get(key);
      if (!isLimited || !before) return;
      const settling = { leaseId: lease.leaseId, spend };
      states.set(key, settleAdmission(before, settling, { limits, nowMs: nowMs() }));
    },
    async coolDown(provider, untilMs) {
      blockedUntil.set(provider, Math.max(untilMs, blockedUntil.get(provider) ?? 0));
    },
  };
}
