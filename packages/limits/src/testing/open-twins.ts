import { randomUUID } from "node:crypto";
import { testLogger } from "@fieldwork/runtime/testing";
import type { Redis } from "ioredis";
import { expect } from "vitest";
import type { AdmissionLease, AdmissionLimits, AdmissionSpend } from "../admission.ts";
import {
  type AdmissionState,
  decideAdmission,
  emptyAdmission,
  settleAdmission,
} from "../decide-admission.ts";
import { placesNow } from "../places.ts";
import { createRedisAdmission } from "../redis-admission.ts";
import { comparable, readRedisState } from "./twin-state.ts";

export interface TwinAsk {
  /** Which of three processes asks. */
  by: number;
  inputTokens: number;
  outputTokens: number;
  leaseMs: number;
}

export interface Twins {
  nowMs(): number;
  pass(ms: number): void;
  /** Undefined: refused. */
  admit(ask: TwinAsk): Promise<AdmissionLease | undefined>;
  settle(lease: AdmissionLease, spend: AdmissionSpend): Promise<void>;
  coolDown(forMs: number): Promise<void>;
  /** How many calls more may be under way, by the twin. */
  free(): number;
  state(): AdmissionState;
  expectAlike(): Promise<void>;
  stop(): Promise<void>;
}

/** One set of limits in Redis, as three processes share it, and in its pure twin, under one clock. */
export async function openTwins(
  { redis, redisUrl, prefix }: { redis: Redis; redisUrl: string; prefix: string },
  limits: AdmissionLimits,
): Promise<Twins> {
  const provider = randomUUID();
  let nowMs = 1_700_000_000_000;
  let state: AdmissionState = emptyAdmission();
  const rules = () => ({ limits, nowMs });
  const open = () =>
    createRedisAdmission({
      redisUrl,
      prefix,
      limits: { [provider]: limits },
      nowMs: () => nowMs,
      logger: testLogger(),
    });
  const first = open();
  const processes = [first, open(), open()];
  await Promise.all(processes.map((admission) => admission.start()));

  return {
    nowMs: () => nowMs,
    pass(ms) {
      nowMs += ms;
    },
    async admit(ask) {
      const request = { ...ask, provider, model: "luna", workClass: "live" as const };
      const answer = await (processes[ask.by] ?? first).admit(request);
      const leaseId = answer.kind === "admitted" ? answer.leaseId : "refused";
      const need = { ...ask, leaseId, asker: `${ask.by}` };
      const { state: after, ...decision } = decideAdmission(state, need, rules());
      state = after;
      expect(answer).toMatchObject(decision.kind === "admitted" ? { kind: "admitted" } : decision);
      return answer.kind === "admitted" ? answer : undefined;
    },
    async settle(lease, spend) {
      await first.settle(lease, spend);
      state = settleAdmission(state, { leaseId: lease.leaseId, spend }, rules());
    },
    async coolDown(forMs) {
      await first.coolDown(provider, nowMs + forMs);
      state = { ...state, blockedUntilMs: Math.max(state.blockedUntilMs, nowMs + forMs) };
    },
    free() {
      const { concurrency } = limits;
      return (placesNow(state, { concurrency, nowMs }) ?? 0) - state.leases.length;
    },
    state: () => state,
    async expectAlike() {
      const slot = `${prefix}:{${provider}}:${provider}`;
      const held = await readRedisState(redis, slot);
      expect(comparable(held, rules())).toEqual(comparable(state, rules()));
      const capacity = await first.capacityOf({ provider, model: "luna" });
      const { concurrency } = limits;
      expect(capacity.concurrency).toBe(placesNow(state, { concurrency, nowMs }));
    },
    async stop() {
      await Promise.all(processes.map((admission) => admission.stop()));
    },
  };
}
