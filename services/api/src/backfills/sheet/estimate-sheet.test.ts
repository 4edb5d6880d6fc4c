import type { SheetFigures } from "@fieldwork/contracts/api";
import type { MeasuredField } from "@fieldwork/store/backfills";
import fc from "fast-check";
import { expect, test } from "vitest";
import { askedFromSample } from "./asked-before.ts";
import { estimateHours, type HoursInput } from "./estimate-hours.ts";
import { estimateSheet, type SheetInput } from "./estimate-sheet.ts";
import { estimateByWeight, estimateTotal, studentT95 } from "./estimate-total.ts";
import { estimateValues } from "./estimate-values.ts";

test("Student's t is that of the tables", () => {
  for (const [degrees, t] of [
    [4, 2.132],
    [9, 1.833],
    [99, 1.66],
  ] as const) {
    expect(studentT95(degrees)).toBeCloseTo(t, 2);
  }
});

test("a total is the mean for each, and as uncertain as so few measurements leave it", () => {
  // Mean 100, deviation 10, of 5: 100 more differ by 10 * sqrt(100 + 100 * 100 / 5) = 458.26.
  const measured = [90, 90, 100, 110, 110];
  const { likely, high } = estimateTotal(measured, 100);
  expect(likely).toBe(10_000);
  expect(high).toBe(Math.ceil(10_000 + studentT95(4) * 10 * Math.sqrt(100 + 2000)));
  expect(estimateTotal([100, 100, 100, 100, 100], 7)).toEqual({ likely: 700, high: 700 });
});

test("tokens grow with bytes: a quarter token a byte stays a quarter", () => {
  const measured = [400, 800, 1200].map((bytes) => ({ amount: bytes / 4, weight: bytes }));
  expect(estimateByWeight(measured, { count: 10, weight: 20_000 })).toEqual({
    likely: 5000,
    high: 5000,
  });
});

const records = {
  ...{ matched: 120, gone: 5, unaskable: 5, known: 10, inputBytes: 60_000 },
  ...{ oldestReadAt: new Date("2026-11-01T00:00:00Z"), medianReadAt: null },
};
const field: MeasuredField = {
  ...{ field: "ai_industry", blank: 60, ours: 30, persons: 12, cleared: 3, pinned: 5, hidden: 0 },
  ...{ oursKnown: 4, oursKnownOther: 1, blankKnown: 6, blankKnownValue: 5 },
};
const input: SheetInput = {
  ...{ records, fields: [field], policies: { ai_industry: "own-or-empty" } },
  ...{ questionBytes: 400, maxOutputTokens: 200, asked: undefined, budgets: [], crm: undefined },
  terms: {
    model: "openai/m",
    // 2 and 8 US dollars for a million tokens.
    price: { inputPicoUsd: 2_000_000, outputPicoUsd: 8_000_000, regionalPercent: 10 },
    limits: [],
    confirmedAt: new Date("2026-11-27T00:00:00Z"),
  },
  ...{ perMinute: 0, standing: [], steps: [120], restMinutes: 60 },
};

test("without any answer before, the price says how little is known", () => {
  const sheet = estimateSheet(input);
  // 100 calls: 60,000 bytes of fields and 40,000 of the question, at 4 and at 2.5 bytes a token.
  expect(sheet.records).toEqual({ matched: 120, gone: 5, unaskable: 5, known: 10, asked: 100 });
  expect(sheet.inputTokens).toEqual({ likely: 25_000, high: 40_000 });
  expect(sheet.outputTokens).toEqual({ likely: 10_000, high: 20_000 });
  // 25,000 * 2 + 10,000 * 8 = 130,000 micro-USD; 40,000 * 2 + 20,000 * 8 = 240,000, and 10 percent.
  expect(sheet.nanoUsd).toEqual({ likely: 130_000_000, high: 264_000_000 });
  expect(sheet.band).toMatchObject({ mostNanoUsd: 264_000_000, mostNanoUsdPerRecord: 2_640_000 });
  expect(sheet.basis).toMatchObject({ from: "nothing", n: 0 });
});

test("with a sample of ten it is priced by that, with fewer than a hundred earlier answers it is not", () => {
  const calls = Array.from({ length: 10 }, () => {
    return { inputTokens: 250, outputTokens: 50, inputBytes: 600 };
  });
  const sample = estimateSheet({ ...input, asked: { from: "sample", calls, shares: {} } });
  expect(sample.inputTokens).toEqual({ likely: 25_000, high: 25_000 });
  expect(sample.outputTokens).toEqual({ likely: 5000, high: 5000 });
  expect(sample.nanoUsd).toEqual({ likely: 90_000_000, high: 99_000_000 });
  const few = estimateSheet({ ...input, asked: { from: "answers", calls, shares: {} } });
  expect(few.basis).toMatchObject({ from: "nothing", n: 10 });
});

test("a free model costs nothing, and what the CRM's day has left is only told where it is known", () => {
  const terms = { ...input.terms, price: null };
  const crm = {
    ...{ maxWriteBatch: 50, writeCalls: null, seenAt: new Date(0) },
    ...{ quotaUsed: 700, quotaLimit: 1000, quotaFloorPercent: 20 },
  };
  const sheet = estimateSheet({ ...input, terms, crm });
  expect(sheet.nanoUsd).toEqual({ likely: 0, high: 0 });
  // 110 records can be written: three batches, each read and written.
  expect(sheet.crmCalls).toMatchObject({ atLeast: 6, likely: 6, atMost: 220, jobs: 0 });
  expect(sheet.crmCalls).toMatchObject({ left: 300, aboveFloor: 100, aDay: 800 });
  // Each step of the ramp ends before the next one: 9 records of 10, and 101 of 110.
  const stepped = estimateSheet({ ...input, terms, crm, steps: [10, 110] });
  expect(stepped.crmCalls).toMatchObject({ atLeast: 8, atMost: 220 });
  expect(estimateSheet(input).crmCalls).toMatchObject({ atLeast: null, left: null });
});

const shares = { answered: 0.5, differing: 0.5 };
test("values are created, changed or kept by whose they are and what the policy may replace", () => {
  expect(estimateValues(field, "own-or-empty", shares)).toEqual({
    ...{ field: "ai_industry", policy: "own-or-empty", hidden: 0 },
    // Of 54 that nobody knows, half; and 5 of the 6 known ones have a value.
    created: { likely: 32, atMost: 59 },
    // Of 26 that nobody knows, half; and 1 of the 4 known ones is another.
    changed: { likely: 14, atMost: 27 },
    unchanged: { likely: 16, atMost: 29 },
    // Nobody knows how many of these a person decides about.
    inReview: { likely: null, atMost: 86 },
    ...{ keptAsPersons: 15, keptOtherwise: 5 },
  });
  expect(estimateValues(field, "if-empty", shares)).toMatchObject({
    ...{ changed: { atMost: 0 }, keptAsPersons: 15, keptOtherwise: 35 },
  });
  expect(estimateValues(field, "always", shares)).toMatchObject({
    ...{ changed: { likely: 22, atMost: 42 }, keptAsPersons: 0 },
  });
  expect(estimateValues(field, "never", shares)).toMatchObject({
    ...{ created: { atMost: 0 }, keptOtherwise: 110 },
  });
  expect(estimateValues(field, "own-or-empty", {})).toMatchObject({
    ...{ created: { likely: null, atMost: 59 }, changed: { likely: null, atMost: 27 } },
  });
});

test("what goes to review first is taken from what would be created and changed", () => {
  expect(estimateValues(field, "own-or-empty", { ...shares, reviewed: 1 / 3 })).toMatchObject({
    // A third of the 27 and of the 13 that nobody knows.
    ...{ created: { likely: 23, atMost: 59 }, changed: { likely: 10, atMost: 27 } },
    ...{ inReview: { likely: 13, atMost: 86 }, unchanged: { likely: 16 } },
  });
  const { fields } = { fields: [{ ...sampled, created: 3, changed: 1, inReview: 4 }] };
  expect(askedFromSample([], { answered: 10, fields }).shares).toMatchObject({
    ai_industry: { reviewed: 0.5 },
  });
});

const sampled = {
  ...{ field: "ai_industry", created: 0, changed: 0, unchanged: 0, kept: 0, inReview: 0 },
  unanswered: 0,
};

const hours: HoursInput = {
  ...{ calls: 6000, inputTokens: 3_000_000, outputTokens: 600_000, nanoUsd: 5e9 },
  ...{ limits: [], budgets: [], perMinute: 0, rests: 0, restMinutes: 60 },
  crmCalls: { likely: null, aboveFloor: null, aDay: null },
};

test("the limit that takes longest binds, and rests come on top", () => {
  const limits: HoursInput["limits"] = [
    { unit: "requests", per: "minute", limit: 100 },
    { unit: "input-tokens", per: "minute", limit: 25_000 },
  ];
  expect(estimateHours({ ...hours, limits, rests: 3 })).toMatchObject({
    ...{ likely: 5, rests: 3, binding: "input-tokens a minute" },
    limits: [{ hours: 1 }, { hours: 2 }],
  });
  expect(estimateHours(hours)).toMatchObject({ likely: null, binding: null });
  expect(estimateHours({ ...hours, perMinute: 50 })).toMatchObject({ likely: 2 });
});

test("what does not fit into the rest of a day takes whole days", () => {
  const day = { of: "total", name: "", per: "day" } as const;
  const ofBudget = (leftNanoUsd: number) =>
    estimateHours({ ...hours, budgets: [{ ...day, limitNanoUsd: 2e9, leftNanoUsd }] });
  expect(ofBudget(5e9)).toMatchObject({ likely: 0, binding: null });
  // One is left of today, then 2, then 2.
  expect(ofBudget(1e9)).toMatchObject({ likely: 48, binding: "budget of total a day" });
  const crmCalls = { likely: 500, aboveFloor: 100, aDay: 200 };
  expect(estimateHours({ ...hours, crmCalls })).toMatchObject({ likely: 48 });
});

test("whatever is counted, nothing is likelier than it can be, and no value is counted twice", () => {
  const n = fc.nat(50);
  const arbitrary = fc
    .record({ ...{ blank: n, ours: n, persons: n, cleared: n, pinned: n, hidden: n } })
    .chain((counts) =>
      fc.record({
        counts: fc.constant(counts),
        oursKnown: fc.nat(counts.ours),
        blankKnown: fc.nat(counts.blank),
      }),
    )
    .chain(({ counts, oursKnown, blankKnown }) =>
      fc.record({
        ...{ field: fc.constant("f"), oursKnown: fc.constant(oursKnown) },
        ...{ blankKnown: fc.constant(blankKnown), oursKnownOther: fc.nat(oursKnown) },
        blankKnownValue: fc.nat(blankKnown),
        ...Object.fromEntries(
          Object.entries(counts).map(([kind, count]) => [kind, fc.constant(count)]),
        ),
      }),
    ) as fc.Arbitrary<MeasuredField>;
  const policy = fc.constantFrom("own-or-empty", "if-empty", "always", "never" as const);
  const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
  fc.assert(
    fc.property(arbitrary, policy, fc.tuple(share, share, share), (counts, by, told3) => {
      const [answered, differing, reviewed] = told3;
      const told: SheetFigures["values"][number] = estimateValues(counts, by, {
        ...{ answered, differing, reviewed },
      });
      for (const { likely, atMost } of [
        ...[told.created, told.changed, told.unchanged, told.inReview],
      ]) {
        expect(likely ?? 0).toBeLessThanOrEqual(atMost);
        expect(likely ?? 0).toBeGreaterThanOrEqual(0);
      }
      const { blank, ours, persons, cleared, pinned } = counts;
      const all = blank + ours + persons + cleared + pinned;
      const standing = (told.changed.likely ?? 0) + (told.unchanged.likely ?? 0);
      const written = (told.created.likely ?? 0) + (told.changed.likely ?? 0);
      expect(written + (told.inReview.likely ?? 0)).toBeLessThanOrEqual(
        told.created.atMost + told.changed.atMost,
      );
      expect(
        told.created.atMost + standing + told.keptAsPersons + told.keptOtherwise,
      ).toBeLessThanOrEqual(all);
    }),
  );
});
