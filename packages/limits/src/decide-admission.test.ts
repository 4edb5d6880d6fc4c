import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AdmissionSpend } from "./admission.ts";
import {
  type AdmissionState,
  decideAdmission,
  emptyAdmission,
  releaseAdmission,
  scopeOf,
} from "./decide-admission.ts";
import { type CommonLimits, type LimitWindow, windowsFrom } from "./limits.ts";
import { scopeRules } from "./rules.ts";
import { amountsOf } from "./testing/common-request.ts";

interface Ask {
  inputTokens: number;
  outputTokens: number;
}

/** One set of limits in use, with a clock of its own. */
function createDesk(limits: CommonLimits | readonly LimitWindow[]) {
  const windows = "length" in limits ? limits : windowsFrom(limits);
  const rules = (nowMs: number, { unlimited }: { unlimited?: "concurrency" } = {}) => {
    const of = scopeRules("vendor", { windows }, nowMs);
    const limited = [{ ...of, ...(unlimited && { concurrency: undefined }) }];
    return { scopes: ["vendor"] as const, limited, nowMs };
  };
  let state: AdmissionState = emptyAdmission();
  let issued = 0;
  return {
    admit(ask: Ask, nowMs: number, leaseMs = 60_000) {
      issued += 1;
      const leaseId = `lease-${issued}`;
      const decision = decideAdmission(state, needOf(leaseId, ask, leaseMs), rules(nowMs));
      state = decision.state;
      return { ...decision, leaseId };
    },
    release(leaseId: string, spend: AdmissionSpend, nowMs: number) {
      state = releaseAdmission(state, { leaseId, spend }, rules(nowMs));
    },
    block(untilMs: number) {
      state = { ...state, coolDowns: { vendor: untilMs } };
    },
    all: () => state,
    rules,
    state: () => scopeOf(state, { ...scopeRules("vendor", { windows }, 0) }),
  };
}

function needOf(leaseId: string, ask: Ask, leaseMs: number) {
  const amounts = { requests: 1, ...amountsOf(ask) };
  return { leaseId, leaseMs, amounts, asker: "this", workClass: "live" as const };
}

const small = { inputTokens: 10, outputTokens: 10 };
const call = { ended: "answered", durationMs: 0 } as const;
const used = (ask: Ask): AdmissionSpend => ({ kind: "used", amounts: amountsOf(ask), ...call });
const unused: AdmissionSpend = { kind: "nothing", ...call };
const unknown: AdmissionSpend = { kind: "unknown", ...call };

describe("limits", () => {
  test("none: everything is admitted", () => {
    expect(createDesk({}).admit({ inputTokens: 1e9, outputTokens: 1e9 }, 0).kind).toBe("admitted");
  });

  test("requests: a burst of a fortieth, then evenly", () => {
    const desk = createDesk({ requestsPerMinute: 600 });
    const burst = Array.from({ length: 40 }, () => desk.admit(small, 0));
    expect(burst.filter(({ kind }) => kind === "admitted")).toHaveLength(15);
    expect(desk.admit(small, 0)).toMatchObject({
      kind: "refused",
      window: "requests/minute",
      waitMs: 103,
    });
    expect(desk.admit(small, 102).kind).toBe("refused");
    expect(desk.admit(small, 103).kind).toBe("admitted");
  });

  test("tokens: the fuller window names itself and tells the wait of the slowest", () => {
    const desk = createDesk({ inputTokensPerMinute: 40_000, outputTokensPerMinute: 20_000 });
    desk.admit({ inputTokens: 1000, outputTokens: 500 }, 0);
    expect(desk.admit({ inputTokens: 100, outputTokens: 900 }, 0)).toMatchObject({
      kind: "refused",
      window: "output-tokens/minute",
    });
    expect(desk.admit({ inputTokens: 900, outputTokens: 100 }, 0)).toMatchObject({
      kind: "refused",
      window: "input-tokens/minute",
    });
  });

  test("a request larger than the burst passes when the window is full, and leaves a debt", () => {
    const desk = createDesk({ outputTokensPerMinute: 6000 });
    expect(desk.admit({ inputTokens: 0, outputTokens: 4000 }, 0).kind).toBe("admitted");
    const refused = desk.admit({ inputTokens: 0, outputTokens: 1 }, 0);
    expect(refused).toMatchObject({ kind: "refused", window: "output-tokens/minute" });
    // Of output a twentieth is held: 3700 owed and 1 more, at 95 a second.
    expect(refused.kind === "refused" && refused.waitMs).toBe(Math.ceil(3701 / 0.095));
  });

  test("a cool-down refuses until it is over", () => {
    const desk = createDesk({});
    desk.block(5000);
    expect(desk.admit(small, 1000)).toMatchObject({ window: "cool-down", waitMs: 4000 });
    expect(desk.admit(small, 5000).kind).toBe("admitted");
  });

  test("a clock that goes back gains nothing", () => {
    const desk = createDesk({ requestsPerMinute: 40 });
    expect(desk.admit(small, 10_000).kind).toBe("admitted");
    expect(desk.admit(small, 0).kind).toBe("refused");
    expect(desk.admit(small, 10_000).kind).toBe("refused");
  });
});

describe("concurrency", () => {
  test("is bounded, and a released lease makes room", () => {
    const desk = createDesk({ concurrency: 2 });
    const first = desk.admit(small, 0);
    desk.admit(small, 0);
    expect(desk.admit(small, 0)).toMatchObject({ kind: "refused", window: "concurrency" });
    desk.release(first.leaseId, used(small), 1);
    expect(desk.admit(small, 1).kind).toBe("admitted");
    expect(desk.admit(small, 1).kind).toBe("refused");
  });

  test("an expired lease returns its place, and releasing it later changes nothing", () => {
    const desk = createDesk({ concurrency: 1, outputTokensPerMinute: 200 });
    const lost = desk.admit({ inputTokens: 0, outputTokens: 10 }, 0, 5000);
    expect(desk.admit(small, 4999).kind).toBe("refused");
    expect(desk.admit({ inputTokens: 0, outputTokens: 1 }, 5000).kind).toBe("admitted");
    const { meters } = desk.state();
    desk.release(lost.leaseId, unused, 5000);
    expect(desk.state().meters).toEqual(meters);
  });
});

describe("releasing", () => {
  const limits = { requestsPerMinute: 1200, outputTokensPerMinute: 20_000 };
  const ask = { inputTokens: 0, outputTokens: 900 };
  const levels = (desk: ReturnType<typeof createDesk>) => ({
    requests: (desk.state().meters["requests/minute"]?.levelMicro ?? 0) / 1e6,
    outputTokens: (desk.state().meters["output-tokens/minute"]?.levelMicro ?? 0) / 1e6,
  });

  test.each([
    ["gives back tokens that were not used", used({ ...ask, outputTokens: 200 }), 29, 800],
    ["gives back all when nothing was sent", unused, 30, 1000],
    ["gives back nothing when the outcome is unknown", unknown, 29, 100],
    ["takes what was used beyond the estimate", used({ ...ask, outputTokens: 1300 }), 29, -300],
  ])("%s", (_, spend, requests, outputTokens) => {
    const desk = createDesk(limits);
    const { leaseId } = desk.admit(ask, 0);
    desk.release(leaseId, spend, 0);
    expect(levels(desk)).toEqual({ requests, outputTokens });
    desk.release(leaseId, spend, 0);
    expect(levels(desk)).toEqual({ requests, outputTokens });
  });

  test("gives back nothing that time has given back already", () => {
    const desk = createDesk(limits);
    const { leaseId } = desk.admit(ask, 0);
    desk.admit({ ...ask, outputTokens: 1000 }, 30_000);
    desk.release(leaseId, unused, 30_000);
    expect(levels(desk).outputTokens).toBe(0);
  });
});

const limit = fc.option(
  fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 40, max: 100_000 })),
  { nil: undefined },
);
const anyLimits = fc.record({
  requestsPerMinute: limit,
  inputTokensPerMinute: limit,
  outputTokensPerMinute: limit,
  concurrency: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
});
const anySpend = fc.oneof(
  fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.constantFrom({ kind: "nothing" as const }, { kind: "unknown" as const }),
);
const anyStep = fc.record({
  afterMs: fc.oneof(fc.constant(0), fc.nat({ max: 400 }), fc.nat({ max: 20_000 })),
  inputShare: fc.double({ min: 0, max: 1, noNaN: true }),
  outputShare: fc.double({ min: 0, max: 1, noNaN: true }),
  leaseMs: fc.integer({ min: 1, max: 90_000 }),
  /** How many steps later the lease is released; none: its holder died. */
  releaseIn: fc.option(fc.nat({ max: 8 }), { nil: undefined }),
  spend: anySpend,
});

interface Admitted {
  atMs: number;
  requests: number;
  inputTokens: number;
  outputTokens: number;
}

/** Plays steps against limits; what each admitted attempt truly used, and the most leases at once. */
function play(
  limits: CommonLimits & { concurrency?: number | undefined },
  steps: readonly (typeof anyStep extends fc.Arbitrary<infer S> ? S : never)[],
) {
  const desk = createDesk(limits);
  const due = new Map<number, (nowMs: number) => void>();
  const admitted: Admitted[] = [];
  let nowMs = 0;
  let mostLeases = 0;
  steps.forEach((step, index) => {
    nowMs += step.afterMs;
    due.get(index)?.(nowMs);
    const most = (perMinute: number | undefined, part: number) =>
      Math.floor((perMinute ?? 1000) / part);
    const ask = {
      inputTokens: Math.floor(most(limits.inputTokensPerMinute, 40) * step.inputShare),
      outputTokens: Math.floor(most(limits.outputTokensPerMinute, 20) * step.outputShare),
    };
    const decision = desk.admit(ask, nowMs, step.leaseMs);
    mostLeases = Math.max(mostLeases, desk.state().leases.length);
    if (decision.kind === "refused") return;
    const real: Admitted = { atMs: nowMs, requests: 1, ...ask };
    admitted.push(real);
    if (step.releaseIn === undefined) return;
    const spend = toSpend(step.spend, ask);
    const releasedAt = index + 1 + step.releaseIn;
    const earlier = due.get(releasedAt);
    due.set(releasedAt, (releaseMs) => {
      earlier?.(releaseMs);
      const isHeld = desk
        .state()
        .leases.some(({ id, expiresAtMs }) => id === decision.leaseId && expiresAtMs > releaseMs);
      if (isHeld && spend.kind === "used") {
        real.inputTokens = spend.amounts["input-tokens"] ?? 0;
        real.outputTokens = spend.amounts["output-tokens"] ?? 0;
      }
      if (isHeld && spend.kind === "nothing")
        Object.assign(real, { requests: 0, inputTokens: 0, outputTokens: 0 });
      desk.release(decision.leaseId, spend, releaseMs);
    });
  });
  return { admitted, mostLeases };
}

function toSpend(
  spend: { share: number } | { kind: "nothing" | "unknown" },
  ask: Ask,
): AdmissionSpend {
  if ("kind" in spend) return { ...spend, ...call };
  return used({
    inputTokens: Math.floor(ask.inputTokens * spend.share),
    outputTokens: Math.floor(ask.outputTokens * spend.share),
  });
}

function mostInAnyMinute(admitted: readonly Admitted[], of: (one: Admitted) => number): number {
  const sums = admitted.map(({ atMs }) =>
    admitted
      .filter((other) => other.atMs >= atMs && other.atMs <= atMs + 60_000)
      .reduce((sum, other) => sum + of(other), 0),
  );
  return Math.max(0, ...sums);
}

test("G5: no minute, wherever it begins, sees more than a limit, nor any moment more than the concurrency", () => {
  fc.assert(
    fc.property(anyLimits, fc.array(anyStep, { maxLength: 120, size: "max" }), (limits, steps) => {
      const { admitted, mostLeases } = play(limits, steps);
      const most = (of: (one: Admitted) => number) => mostInAnyMinute(admitted, of);
      const within = (perMinute: number | undefined) => perMinute ?? Number.POSITIVE_INFINITY;
      expect(most(({ requests }) => requests)).toBeLessThanOrEqual(
        within(limits.requestsPerMinute),
      );
      expect(most(({ inputTokens }) => inputTokens)).toBeLessThanOrEqual(
        within(limits.inputTokensPerMinute),
      );
      expect(most(({ outputTokens }) => outputTokens)).toBeLessThanOrEqual(
        within(limits.outputTokensPerMinute),
      );
      expect(mostLeases).toBeLessThanOrEqual(within(limits.concurrency));
    }),
    { numRuns: 400 },
  );
});

test.each([
  { perMinute: 1, owed: 0.975, apartMs: 61_539 },
  { perMinute: 10, owed: 0.75, apartMs: 6154 },
  { perMinute: 30, owed: 0.25, apartMs: 2052 },
])(
  "G5: of $perMinute requests a minute, each passes when the window is full, leaves a debt, and no minute sees more",
  ({ perMinute, owed, apartMs }) => {
    const desk = createDesk({ requestsPerMinute: perMinute });
    const sentAtMs: number[] = [];
    let nowMs = 0;
    while (nowMs < 600_000) {
      const decision = desk.admit(small, nowMs, 1000);
      if (decision.kind === "refused") {
        nowMs += decision.waitMs;
        continue;
      }
      sentAtMs.push(nowMs);
      expect((desk.state().meters["requests/minute"]?.levelMicro ?? 0) / 1e6).toBeCloseTo(-owed, 9);
    }
    const apart = sentAtMs.slice(1).map((atMs, index) => atMs - (sentAtMs[index] ?? 0));
    expect(new Set(apart)).toEqual(new Set([apartMs]));
    const sent = sentAtMs.map((atMs) => ({ ...small, atMs, requests: 1 }));
    expect(mostInAnyMinute(sent, ({ requests }) => requests)).toBe(perMinute);
    expect(sent.length).toBeGreaterThanOrEqual(0.97 * perMinute * 10);
  },
);

test("models-23: a refusal takes nothing, and the wait it tells is enough", () => {
  fc.assert(
    fc.property(anyLimits, fc.array(anyStep, { maxLength: 40, size: "max" }), (limits, steps) => {
      const desk = createDesk(limits);
      let nowMs = 0;
      for (const { afterMs, inputShare, outputShare, leaseMs } of steps) {
        nowMs += afterMs;
        const ask = {
          inputTokens: Math.floor(inputShare * 5000),
          outputTokens: Math.floor(outputShare * 5000),
        };
        const before = desk.state();
        const decision = desk.admit(ask, nowMs, leaseMs);
        if (decision.kind === "admitted") continue;
        expect(desk.state().leases.length).toBeLessThanOrEqual(before.leases.length);
        for (const [name, { levelMicro }] of Object.entries(before.meters)) {
          const now = desk.state().meters[name]?.levelMicro;
          expect(now).toBeGreaterThanOrEqual(levelMicro);
        }
        if (decision.window === "concurrency") continue;
        // Floors may leave a millionth of a unit for the next millisecond.
        const again = decideAdmission(
          desk.all(),
          needOf("again", ask, leaseMs),
          desk.rules(nowMs + decision.waitMs + 1, { unlimited: "concurrency" }),
        );
        expect(again.kind).toBe("admitted");
      }
    }),
  );
});

test("under pressure nearly the whole limit is used", () => {
  const desk = createDesk({ requestsPerMinute: 600 });
  let count = 0;
  for (let nowMs = 0; nowMs <= 600_000; nowMs += 10) {
    if (desk.admit(small, nowMs, 1000).kind === "admitted") count += 1;
  }
  expect(count).toBeGreaterThanOrEqual(0.97 * 6000);
});
