import { describe, expect, test } from "vitest";
import { type FieldVersion, findReplaced } from "./find-replaced.ts";

const minuteMs = 60_000;
const written = {
  ...{ id: "1", field: "ai_industry", value: "Energy" },
  ...{ openedAt: new Date(100 * minuteMs), settledAt: new Date(100 * minuteMs + 500) },
};
const at = (minutes: number, value: string | null, replaced?: string | null): FieldVersion => ({
  ...{ value, atMs: minutes * minuteMs },
  ...(replaced !== undefined && { replaced }),
});
const replacedBy = (...versions: FieldVersion[]) => findReplaced(written, versions)?.value;

describe("what a write replaced", () => {
  test("is the version before ours, whatever came after it", () => {
    expect(replacedBy(at(100, "Energy"), at(99, "Mining"), at(2, null))).toBe("Mining");
    expect(replacedBy(at(110, "Retail"), at(100, "Energy"), at(2, null))).toBe(null);
  });

  test("is what the history itself says, where it does", () => {
    expect(replacedBy(at(100, "Energy", "Mining"), at(100, "Mining", null))).toBe("Mining");
  });

  test("is told of our write alone, not of another that put in the same value", () => {
    expect(replacedBy(at(120, "Energy"), at(119, "Retail"), at(100, "Energy"), at(2, "A"))).toBe(
      "A",
    );
    expect(replacedBy(at(120, "Energy"), at(119, "Retail"))).toBeUndefined();
  });

  test("is not known where the history does not reach back, or holds nothing of ours", () => {
    expect(replacedBy(at(100, "Energy"))).toBeUndefined();
    expect(replacedBy(at(100, "Mining"))).toBeUndefined();
    expect(replacedBy()).toBeUndefined();
  });
});
