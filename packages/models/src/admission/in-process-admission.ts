import { randomUUID } from "node:crypto";
import type { Admission, AdmissionLimits, AdmissionRequest } from "./admission.ts";
import {
  type AdmissionState,
  decideAdmission,
  emptyAdmission,
  settleAdmission,
} from "./decide-admission.ts";

export interface InProcessAdmissionOptions {
  /** By `provider/model`, or by `provider` for all its models together. Without an entry: no limit. */
  limits: Readonly<Record<string, AdmissionLimits>>;
  nowMs?: () => number;
}

/** Admission for one process: what other processes send is not counted here. */
export function createInProcessAdmission({
  limits,
  nowMs = Date.now,
}: InProcessAdmissionOptions): Admission {
  const states = new Map<string, AdmissionState>();
  const blockedUntil = new Map<string, number>();

  function limitsFor({ provider, model }: Pick<AdmissionRequest, "provider" | "model">) {
    const key = Object.hasOwn(limits, `${provider}/${model}`) ? `${provider}/${model}` : provider;
    const found = Object.hasOwn(limits, key) ? limits[key] : undefined;
    return { key, limits: found ?? {}, isLimited: found !== undefined };
  }

  return {
    async admit(request) {
      const { provider, model } = request;
      const { key, isLimited, ...rules } = limitsFor(request);
      const leaseId = randomUUID();
      const decision = decideAdmission(
        {
          ...(states.get(key) ?? emptyAdmission()),
          blockedUntilMs: blockedUntil.get(provider) ?? 0,
        },
        { ...request, leaseId },
        { ...rules, nowMs: nowMs() },
      );
      if (isLimited) states.set(key, decision.state);
      if (decision.kind === "admitted") return { kind: "admitted", leaseId, provider, model };
      return { kind: "refused", waitMs: decision.waitMs, bucket: decision.bucket };
    },
    async settle(lease, spend) {
      const { key, isLimited, ...rules } = limitsFor(lease);
      const before = states.get(key);
      if (!isLimited || !before) return;
      const settling = { leaseId: lease.leaseId, spend };
      states.set(key, settleAdmission(before, settling, { ...rules, nowMs: nowMs() }));
    },
    async coolDown(provider, untilMs) {
      blockedUntil.set(provider, Math.max(untilMs, blockedUntil.get(provider) ?? 0));
    },
  };
}
