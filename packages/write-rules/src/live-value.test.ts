import { describe, expect, test } from "vitest";
import { isOutdated, liveValue } from "./live-value.ts";

describe("what stands in a field", () => {
  test("has three states: hidden, blank and set", () => {
    expect(liveValue(undefined, { exists: true })).toBeUndefined();
    expect(liveValue(null, { exists: true })).toBeNull();
    expect(liveValue(" ", { exists: true })).toBeNull();
    expect(liveValue("Energy", { exists: true })).toBe("Energy");
  });

  test("is hidden while the CRM's description does not bear the read out", () => {
    expect(liveValue(null, { exists: false })).toBeUndefined();
    expect(liveValue("Energy", { exists: false })).toBeUndefined();
  });
});

describe("a description", () => {
  const read = (outputs: Record<string, string | null>, exists: boolean, ageMs = 0) =>
    isOutdated({
      records: [{ outputs: { a: null } }, { outputs }],
      description: {
        fields: [
          { field: "a", exists: true },
          { field: "b", exists },
        ],
        ageMs,
      },
      fields: ["b"],
    });

  test("that fits the read is believed, however old it is", () => {
    const records = [{ outputs: { b: "x" } }];
    const description = { fields: [{ field: "b", exists: true }], ageMs: 200_000 };
    expect(isOutdated({ records, description, fields: ["b"] })).toBe(false);
  });

  test("is outdated once a read lacks what it shows, or shows what it lacks", () => {
    expect(read({}, true)).toBe(true);
    expect(read({ b: null }, false)).toBe(true);
  });

  test("that lacks a field as the read does is believed for a moment only", () => {
    const records = [{ outputs: {} }];
    const description = { fields: [{ field: "b", exists: false }] };
    const isOld = (ageMs: number) =>
      isOutdated({ records, description: { ...description, ageMs }, fields: ["b"] });
    expect(isOld(1000)).toBe(false);
    expect(isOld(10_000)).toBe(true);
  });
});
