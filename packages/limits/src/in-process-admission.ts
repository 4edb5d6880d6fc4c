import { randomUUID } from "node:crypto";
import type { Admission, AdmissionRequest } from "./admission.ts";
import { createAdmissionQueue } from "./admission-queue.ts";
import {
  type AdmissionState,
  decideAdmission,
  emptyAdmission,
  releaseAdmission,
  scopeOf,
} from "./decide-admission.ts";
import { afterHearing, windowsHeard } from "./heard-limits.ts";
import { createLearntLimits } from "./learnt-limits.ts";
import type { LimitTable } from "./limits.ts";
import { placesNow } from "./places.ts";
import { createRetryBudget } from "./retry-budget.ts";
import { createRules } from "./rules.ts";
import { upToDate } from "./scope-state.ts";
import { tightest } from "./tightest.ts";
import type { AdmissionAnswer } from "./waiting-line.ts";

export interface InProcessAdmissionOptions {
  limits: LimitTable;
  nowMs?: (() => number) | undefined;
}

// The only process there is.
const asker = "this";

/** Admission for one process: what other processes send is not counted here. */
export function createInProcessAdmission({
  limits,
  nowMs = Date.now,
}: InProcessAdmissionOptions): Admission {
  const learnt = createLearntLimits(nowMs);
  const rulesFor = createRules(limits, nowMs, learnt);
  let state: AdmissionState = emptyAdmission();

  async function ask(request: AdmissionRequest): Promise<AdmissionAnswer> {
    const { scopes } = request;
    const leaseId = randomUUID();
    const rules = { ...rulesFor(scopes), nowMs: nowMs() };
    const { state: after, ...decision } = decideAdmission(
      state,
      { ...request, leaseId, asker },
      rules,
    );
    state = after;
    if (decision.kind === "refused") return decision;
    const lease = { kind: "admitted", leaseId, scopes, askedAtMs: performance.now() } as const;
    return { kind: "admitted", lease, placesLeft: decision.placesLeft };
  }
  const queue = createAdmissionQueue({ ask, rulesFor });

  return {
    async admit(request) {
      const answer = await ask(request);
      return answer.kind === "admitted" ? answer.lease : answer;
    },
    waitFor: queue.waitFor,
    retries: createRetryBudget(),
    async release({ leaseId, scopes }, spend) {
      const rules = rulesFor(scopes);
      if (rules.limited.length === 0) return;
      state = releaseAdmission(state, { leaseId, spend }, { ...rules, nowMs: nowMs() });
      queue.wake(scopes);
    },
    heard(scopes, told) {
      const heard = windowsHeard(rulesFor(scopes), told);
      learnt.learn(heard);
      state = afterHearing(state, heard, { ...rulesFor(scopes), nowMs: nowMs() });
    },
    async coolDown(scopes, untilMs) {
      const scope = scopes.at(-1) ?? scopes[0];
      const until = Math.max(untilMs, state.coolDowns[scope] ?? 0);
      state = { ...state, coolDowns: { ...state.coolDowns, [scope]: until } };
    },
    async capacityOf(scopes) {
      const now = nowMs();
      return tightest(
        rulesFor(scopes).limited.map((of) => {
          const { concurrency, isAdaptive } = of;
          const scope = upToDate(scopeOf(state, of), of, now);
          const places = placesNow(scope, { concurrency, isAdaptive, nowMs: now });
          return { concurrency: places, inUse: scope.leases.length };
        }),
      );
    },
  };
}
