import { randomUUID } from "node:crypto";
import type { WorkClass } from "@fieldwork/contracts";
import type { Service } from "@fieldwork/runtime";
import { testLogger } from "@fieldwork/runtime/testing";
import type { Redis } from "ioredis";
import { expect } from "vitest";
import type {
  Admission,
  AdmissionLease,
  AdmissionRefusal,
  AdmissionSpend,
  UnitAmounts,
} from "../admission.ts";
import {
  type AdmissionRules,
  type AdmissionState,
  decideAdmission,
  emptyAdmission,
  releaseAdmission,
  scopeOf,
} from "../decide-admission.ts";
import { afterHearing, windowsHeard } from "../heard-limits.ts";
import type { HeardLimit } from "../learnt-limits.ts";
import type { LimitTable, ScopeLimits } from "../limits.ts";
import { placesNow } from "../places.ts";
import { createRedisAdmission } from "../redis-admission.ts";
import { createRules, type Scopes } from "../rules.ts";
import { comparable, readRedisScope } from "./twin-state.ts";

export interface TwinRequest {
  /** Which of three processes asks. */
  by: number;
  workClass: WorkClass;
  amounts: UnitAmounts;
  leaseMs: number;
  /** How many of the scopes it is inside of, at least one. */
  depth: number;
}

export type TwinAct =
  | { kind: "admit"; ask: TwinRequest }
  | { kind: "release"; lease: AdmissionLease; spend: AdmissionSpend };

export interface Twins {
  nowMs(): number;
  pass(ms: number): void;
  /** Undefined: refused. */
  admit(ask: TwinRequest): Promise<AdmissionLease | undefined>;
  release(lease: AdmissionLease, spend: AdmissionSpend): Promise<void>;
  /** What one process asks in the same moment, of which Redis hears at once. Returns what was admitted. */
  together(by: number, acts: readonly TwinAct[]): Promise<AdmissionLease[]>;
  /** Of the scope so deep inside. */
  coolDown(forMs: number, depth: number): Promise<void>;
  /** A reply to a call that was inside of so many scopes tells what is left. */
  heard(limits: readonly HeardLimit[], depth: number): Promise<void>;
  /** How many calls more may be under way in the outermost scope, by the twin. */
  free(): number;
  state(): AdmissionState;
  expectAlike(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The limits of scopes, each inside the one before it, in Redis, as three processes share them, and in
 * their pure twin, under one clock.
 */
export async function openTwins(
  { redis, redisUrl, prefix }: { redis: Redis; redisUrl: string; prefix: string },
  limits: readonly ScopeLimits[],
): Promise<Twins> {
  const { outermost, scopesTo, all, table } = nest(limits);
  let nowMs = 1_700_000_000_000;
  let state: AdmissionState = emptyAdmission();
  const rulesFor = createRules(table, () => nowMs);
  const rules = (scopes: Scopes) => ({ ...rulesFor(scopes), nowMs });
  const rulesOf = (act: TwinAct) =>
    rules(act.kind === "admit" ? scopesTo(act.ask.depth) : act.lease.scopes);
  const open = () =>
    createRedisAdmission({
      ...{ redisUrl, prefix, limits: table, nowMs: () => nowMs, releaseWithinMs: 0 },
      logger: testLogger(),
    });
  const first = open();
  const processes = [first, open(), open()];
  await Promise.all(processes.map((admission) => admission.start()));

  async function together(by: number, acts: readonly TwinAct[]): Promise<AdmissionLease[]> {
    const process = processes[by] ?? first;
    const answers = await Promise.all(
      acts.map((act) =>
        act.kind === "admit"
          ? process.admit({ ...act.ask, scopes: scopesTo(act.ask.depth) })
          : process.release(act.lease, act.spend).then(() => undefined),
      ),
    );
    for (const [index, act] of acts.entries()) {
      state = afterAct(state, { act, by, answer: answers[index] }, rulesOf(act));
    }
    return answers.flatMap((answer) => (answer?.kind === "admitted" ? [answer] : []));
  }

  return {
    nowMs: () => nowMs,
    pass(ms) {
      nowMs += ms;
    },
    together,
    admit: async (ask) => (await together(ask.by, [{ kind: "admit", ask }]))[0],
    async release(lease, spend) {
      await together(0, [{ kind: "release", lease, spend }]);
    },
    async coolDown(forMs, depth) {
      const scopes = scopesTo(depth);
      await first.coolDown(scopes, nowMs + forMs);
      const scope = scopes.at(-1) ?? outermost;
      const untilMs = Math.max(state.coolDowns[scope] ?? 0, nowMs + forMs);
      state = { ...state, coolDowns: { ...state.coolDowns, [scope]: untilMs } };
    },
    async heard(limits, depth) {
      const scopes = scopesTo(depth);
      state = afterHearing(state, windowsHeard(rulesFor(scopes), limits), rules(scopes));
      // Otherwise a process that has told lately would keep it to itself.
      await hearAt(open(), scopes, limits);
    },
    free() {
      const [of] = rulesFor([outermost]).limited;
      if (!of) return 0;
      const { leases, ...scope } = scopeOf(state, of);
      return (placesNow(scope, { ...of, nowMs }) ?? 0) - leases.length;
    },
    state: () => state,
    async expectAlike() {
      for (const of of rulesFor(all).limited) {
        const twin = scopeOf(state, of);
        const held = await readRedisScope(redis, `${prefix}:{${outermost}}:${of.scope}`, of);
        expect(comparable(held, { of, nowMs })).toEqual(comparable(twin, { of, nowMs }));
        if (of.scope !== outermost) continue;
        const capacity = await first.capacityOf([outermost]);
        expect(capacity.concurrency).toBe(placesNow(twin, { ...of, nowMs }));
      }
    },
    async stop() {
      await Promise.all(processes.map((admission) => admission.stop()));
    },
  };
}

type Answer = AdmissionLease | AdmissionRefusal | undefined;

/** The twin's state, once it has given the same answer. */
function afterAct(
  state: AdmissionState,
  { act, by, answer }: { act: TwinAct; by: number; answer: Answer },
  rules: AdmissionRules,
): AdmissionState {
  if (act.kind === "release") {
    return releaseAdmission(state, { leaseId: act.lease.leaseId, spend: act.spend }, rules);
  }
  const leaseId = answer?.kind === "admitted" ? answer.leaseId : "refused";
  const decided = decideAdmission(state, { ...act.ask, leaseId, asker: `${by}` }, rules);
  const { state: after, ...decision } = decided;
  expect(answer).toMatchObject(decision.kind === "admitted" ? { kind: "admitted" } : decision);
  return after;
}

async function hearAt(
  teller: Admission & Service,
  scopes: Scopes,
  limits: readonly HeardLimit[],
): Promise<void> {
  await teller.start();
  teller.heard?.(scopes, limits);
  // In order: by the reply to this, Redis has been told.
  await teller.capacityOf(scopes);
  await teller.stop();
}

/** Scopes with these limits, each inside the one before it. */
function nest(limits: readonly ScopeLimits[]) {
  const outermost = randomUUID();
  const scopesTo = (depth: number): Scopes => [
    outermost,
    ...limits.slice(1, depth).map((_, index) => `${outermost}/${index + 1}`),
  ];
  const all = scopesTo(limits.length);
  const table: LimitTable = Object.fromEntries(
    all.flatMap((scope, index) => (limits[index] ? [[scope, limits[index]]] : [])),
  );
  return { outermost, scopesTo, all, table };
}
