import { describe, expect, test } from "vitest";
import { batchSize, nextPace, reportOn } from "./pace.ts";
import { claimOf, lockedOut, refusedBy, unknownOutcome, written } from "./testing.ts";

const maxBatch = 100;
const report = (...results: Parameters<typeof reportOn>[1][number]["result"][]) =>
  reportOn(
    results.map((_, index) => claimOf(`${index}`)),
    results.map((result) => ({ result })),
  );

describe("a batch", () => {
  test("that came to nothing is followed by one of half its size, down to a single record", () => {
    expect(batchSize(100, { outcome: "setback", claimed: 61 }, maxBatch)).toBe(30);
    expect(batchSize(30, { outcome: "setback", claimed: 30 }, maxBatch)).toBe(15);
    expect(batchSize(1, { outcome: "setback", claimed: 1 }, maxBatch)).toBe(1);
  });

  test("that got something through is followed by one of twice its size, up to the vendor's", () => {
    expect(batchSize(1, { outcome: "written", claimed: 1 }, maxBatch)).toBe(2);
    expect(batchSize(64, { outcome: "written", claimed: 64 }, maxBatch)).toBe(100);
  });

  test("that was turned away keeps its size, for size was not the matter", () => {
    expect(batchSize(100, { outcome: "held-up", claimed: 100 }, maxBatch)).toBe(100);
  });
});

describe("a connection's object", () => {
  const later = refusedBy("slow down", { reason: "rate-limited", waitMs: 7000 });

  test("rests while nothing gets through, and not when something does", () => {
    const failing = nextPace({ batchSize: 100, failures: 2 }, report(unknownOutcome()), maxBatch);
    expect(failing.failures).toBe(3);
    expect(nextPace(failing, report(written, lockedOut()), maxBatch).failures).toBe(0);
    expect(nextPace(failing, report(refusedBy("no")), maxBatch).failures).toBe(0);
  });

  test("rests as long as the CRM asks", () => {
    expect(report(later, later)).toMatchObject({ outcome: "held-up", waitMs: 7000 });
    expect(report(later, written)).toMatchObject({ outcome: "written", waitMs: 0 });
  });
});
