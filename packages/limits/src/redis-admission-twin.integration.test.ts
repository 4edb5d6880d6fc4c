import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, expect, test } from "vitest";
import type { CallEnd } from "./adaptive-concurrency.ts";
import type { AdmissionLease, AdmissionSpend } from "./admission.ts";
import type { HeardLimit } from "./learnt-limits.ts";
import type { LimitWindow, ScopeLimits } from "./limits.ts";
import { openTwins, type TwinAct, type TwinRequest, type Twins } from "./testing/open-twins.ts";

// biome-ignore lint/style/noProcessEnv: how the test run tells its workers where the server is.
const redisUrl = process.env.FIELDWORK_TEST_REDIS ?? "";
const prefix = `test-${randomUUID()}`;
const redis = new Redis(redisUrl);

afterAll(async () => {
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(keys);
  await redis.quit();
});

const unit = fc.constantFrom("requests", "input-tokens", "output-tokens", "pages");
const limit = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 20, max: 100_000 }));
const anyWindow: fc.Arbitrary<LimitWindow> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("rate" as const),
      unit,
      per: fc.constantFrom("second", "ten-seconds", "minute", "minute"),
      limit,
    }),
  },
  fc.record({
    kind: fc.constant("day" as const),
    unit,
    timeZone: fc.constantFrom("UTC", "Asia/Kolkata", "America/New_York"),
    limit,
  }),
  fc.record({ kind: fc.constant("concurrency" as const), limit: fc.integer({ min: 1, max: 6 }) }),
  fc.constant({ kind: "adaptive" as const }),
);
const weight = fc.integer({ min: 1, max: 9 });
const anyScope: fc.Arbitrary<ScopeLimits> = fc.record({
  windows: fc.array(anyWindow, { maxLength: 6 }),
  shares: fc.option(fc.record({ live: weight, backfill: weight }), { nil: undefined }),
});
/** Each inside the one before it. */
const anyLimits = fc.array(anyScope, { minLength: 1, maxLength: 3 });
const tokens = fc.oneof(fc.nat({ max: 50 }), fc.nat({ max: 8000 }));
const anyEnd = fc.constantFrom<CallEnd>("answered", "answered", "timed-out", "busy", "other");
const anySpend: fc.Arbitrary<AdmissionSpend> = fc
  .tuple(
    fc.record({ ended: anyEnd, durationMs: fc.double({ min: 0, max: 60_000, noNaN: true }) }),
    fc.oneof(
      fc.record({
        kind: fc.constant("used" as const),
        // Of what is left out, nothing is told.
        amounts: fc.dictionary(unit, tokens, { maxKeys: 3 }),
      }),
      fc.constantFrom({ kind: "nothing" as const }, { kind: "unknown" as const }),
    ),
  )
  .map(([call, spent]) => ({ ...spent, ...call }));
const passing = fc.oneof(
  fc.constant(0),
  fc.nat({ max: 400 }),
  // Where turns begin to count.
  fc.constantFrom(1, 125, 249, 250),
  fc.nat({ max: 20_000 }),
  // Until another day.
  fc.constant(40_000_000),
);
const depth = fc.integer({ min: 1, max: 3 });

interface Release {
  kind: "release";
  which: number;
  spend: AdmissionSpend;
}
type Act =
  | ({ kind: "admit" } & TwinRequest)
  | Release
  /** In the same moment, by one process: admissions, or releases of what it was admitted before. */
  | { kind: "together"; by: number; acts: ((TwinRequest & { kind: "admit" }) | Release)[] }
  | { kind: "cool-down"; forMs: number; depth: number }
  | { kind: "heard"; limits: HeardLimit[]; depth: number };
const by = fc.nat({ max: 2 });
const anyAdmit = fc.record({
  kind: fc.constant("admit" as const),
  ...{ by, depth },
  workClass: fc.constantFrom("live" as const, "backfill" as const),
  amounts: fc.record({
    requests: fc.constant(1),
    "input-tokens": tokens,
    "output-tokens": tokens,
  }),
  leaseMs: fc.integer({ min: 1, max: 90_000 }),
});
const anyRelease = fc.record({
  ...{ kind: fc.constant("release" as const), which: fc.nat(), spend: anySpend },
});
const anyStep: fc.Arbitrary<{ afterMs: number; act: Act }> = fc.record({
  afterMs: passing,
  act: fc.oneof(
    anyAdmit,
    anyRelease,
    fc.record({
      ...{ kind: fc.constant("together" as const), by },
      acts: fc.array(fc.oneof(anyAdmit, anyRelease), { minLength: 2, maxLength: 6 }),
    }),
    fc.record({
      kind: fc.constant("cool-down" as const),
      forMs: fc.integer({ min: -10, max: 900 }),
      depth,
    }),
    fc.record({
      kind: fc.constant("heard" as const),
      limits: fc.array(
        fc.record({ unit, per: fc.constantFrom("minute", "day"), remaining: tokens }),
        { maxLength: 3 },
      ),
      depth,
    }),
  ),
});

async function play(twins: Twins, act: Act, leases: AdmissionLease[]): Promise<void> {
  switch (act.kind) {
    case "admit": {
      const lease = await twins.admit(act);
      if (lease) leases.push(lease);
      return;
    }
    case "release": {
      // Sometimes again, sometimes long after it has expired.
      const lease = leases[act.which % Math.max(1, leases.length)];
      if (lease) await twins.release(lease, act.spend);
      return;
    }
    case "together": {
      const acts = act.acts.flatMap((one): TwinAct[] => {
        if (one.kind === "admit") return [{ kind: "admit", ask: one }];
        const lease = leases[one.which % Math.max(1, leases.length)];
        return lease ? [{ kind: "release", lease, spend: one.spend }] : [];
      });
      leases.push(...(await twins.together(act.by, acts)));
      return;
    }
    case "cool-down":
      return twins.coolDown(act.forMs, act.depth);
    case "heard":
      return twins.heard(act.limits, act.depth);
    default:
      return act satisfies never;
  }
}

const ofDays: ScopeLimits = {
  windows: [{ kind: "day", unit: "requests", timeZone: "UTC", limit: 20 }],
  shares: undefined,
};
const halfADayOn = (act: Act) => ({ afterMs: 40_000_000, act });
const oneRequest = { "input-tokens": 0, "output-tokens": 0, requests: 1 };
const asksForOne = { by: 0, depth: 1, workClass: "live", amounts: oneRequest, leaseMs: 1 } as const;
const releasedDaysLater: [ScopeLimits[], { afterMs: number; act: Act }[]] = [
  [ofDays],
  [
    ...Array.from({ length: 3 }, () => halfADayOn({ kind: "admit", ...asksForOne })),
    halfADayOn({ kind: "cool-down", forMs: 0, depth: 1 }),
    halfADayOn({
      kind: "release",
      which: 0,
      spend: { kind: "used", amounts: {}, ended: "answered", durationMs: 0 },
    }),
  ],
];

test("G5: Redis gives the answers of the in-process twin, and comes to the same state", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyLimits,
      fc.array(anyStep, { maxLength: 60, size: "max" }),
      async (limits, steps) => {
        const twins = await openTwins({ redis, redisUrl, prefix }, limits);
        const leases: AdmissionLease[] = [];
        try {
          for (const { afterMs, act } of steps) {
            twins.pass(afterMs);
            await play(twins, act, leases);
            await twins.expectAlike();
          }
        } finally {
          await twins.stop();
        }
      },
    ),
    { numRuns: 60, examples: [releasedDaysLater] },
  );
}, 60_000);

interface Vendor {
  slots: number;
  workMs: number;
  timeoutMs: number;
}
interface Spell {
  rounds: number;
  use: number;
  slowness: number;
  busyShare: number;
  idleMs: number;
  lengths: readonly number[];
}
const anyVendor: fc.Arbitrary<Vendor> = fc.record({
  slots: fc.integer({ min: 1, max: 5 }),
  workMs: fc.oneof(fc.integer({ min: 5, max: 80 }), fc.integer({ min: 200, max: 3000 })),
  timeoutMs: fc.integer({ min: 1000, max: 30_000 }),
});
/** What it does in a round of calls, as often as it says. */
const anySpell: fc.Arbitrary<Spell> = fc.record({
  rounds: fc.integer({ min: 1, max: 25 }),
  use: fc.constantFrom(1, 1, 1, 0.6, 0.4),
  slowness: fc.constantFrom(1, 1, 1, 1, 6, Number.POSITIVE_INFINITY),
  busyShare: fc.constantFrom(0, 0, 0, 0, 0.2),
  idleMs: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 599_000, 700_000),
  lengths: fc.array(fc.integer({ min: 70, max: 130 }), { minLength: 1, maxLength: 7 }),
});

/** As many calls at once as there are places, under way for as long as they need to share the slots. */
async function playRound(
  twins: Twins,
  { slots, workMs, timeoutMs }: Vendor,
  { use, slowness, busyShare, idleMs, lengths }: Spell,
): Promise<void> {
  twins.pass(1 + idleMs);
  const count = Math.max(1, Math.floor(twins.free() * use));
  const ask = { by: 0, depth: 1, workClass: "live" as const, amounts: {}, leaseMs: 90_000 };
  const asked = await Promise.all(Array.from({ length: count }, () => twins.admit(ask)));
  const paceMs = workMs * slowness * Math.max(1, count / slots);
  let passedMs = 0;
  const ends = asked
    .flatMap((lease, index) => {
      if (!lease) return [];
      const isBusy = index < count * busyShare;
      const takesMs = Math.floor((paceMs * (lengths[index % lengths.length] ?? 100)) / 100);
      const durationMs = isBusy ? 5 : Math.min(timeoutMs, takesMs);
      const ended: CallEnd = isBusy ? "busy" : takesMs > timeoutMs ? "timed-out" : "answered";
      return [{ lease, ended, durationMs }];
    })
    .toSorted((a, b) => a.durationMs - b.durationMs);
  for (const { lease, ended, durationMs } of ends) {
    twins.pass(durationMs - passedMs);
    passedMs = durationMs;
    await twins.release(lease, { kind: "unknown", ended, durationMs });
  }
}

const steady = { use: 1, slowness: 1, busyShare: 0, idleMs: 0, lengths: [100] };
/** Goes through every rule: a vendor whose calls are answered, then late, then not at all, then again. */
const growsThenStalls: [Vendor, Spell[]] = [
  { slots: 3, workMs: 40, timeoutMs: 5000 },
  [
    { ...steady, rounds: 25 },
    { ...steady, rounds: 8, slowness: 6 },
    { ...steady, rounds: 3, slowness: Number.POSITIVE_INFINITY },
    { ...steady, rounds: 25 },
  ],
];

test("G5: both allow the same number of calls, whatever their pace was and however they ended", async () => {
  const seen = new Set<string>();
  const note = (twins: Twins) => {
    const [scope] = Object.values(twins.state().scopes);
    const numbers = Object.entries(scope?.adaptive ?? {});
    for (const [name] of numbers.filter(([, value]) => value > 0)) seen.add(name);
  };
  await fc.assert(
    fc.asyncProperty(
      anyVendor,
      fc.array(anySpell, { minLength: 3, maxLength: 6, size: "max" }),
      async (vendor, spells) => {
        const twins = await openTwins({ redis, redisUrl, prefix }, [
          { windows: [{ kind: "adaptive" }] },
        ]);
        try {
          for (const spell of spells.flatMap((one) => Array<Spell>(one.rounds).fill(one))) {
            await playRound(twins, vendor, spell);
            await twins.expectAlike();
            note(twins);
          }
        } finally {
          await twins.stop();
        }
      },
    ),
    { numRuns: 40, examples: [growsThenStalls] },
  );
  // None of its rules was left out.
  expect([...seen]).toEqual(expect.arrayContaining(["heldRounds", "wholeLimit", "troublePaceMs"]));
}, 60_000);
