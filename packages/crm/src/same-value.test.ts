import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sameValue } from "./same-value.ts";

const industry = {
  options: ["SOFTWARE", "Retail", "same-1", "same-2"],
  optionLabels: { SOFTWARE: "Software & IT", Retail: "Retail", "same-1": "Twin", "same-2": "Twin" },
};

describe("sameValue", () => {
  test.each([
    [null, ""],
    [undefined, null],
    ["  ", null],
    ["a\r\nb", "a\nb"],
    ["a\rb", "a\nb"],
    [" a ", "a"],
  ])("forgives what a CRM does by itself: %j and %j", (a, b) => {
    expect(sameValue(a, b)).toBe(true);
  });

  test.each([
    ["a", "A"],
    ["a b", "a  b"],
    ["1", "1.0"],
    ["\u00e9", "e\u0301"],
    ["a", null],
    ["a\n\nb", "a\nb"],
  ])("takes %j and %j for two values", (a, b) => {
    expect(sameValue(a, b)).toBe(false);
  });

  test("knows an option by its label", () => {
    expect(sameValue("SOFTWARE", "Software & IT", industry)).toBe(true);
    expect(sameValue("SOFTWARE", "Software & IT")).toBe(false);
    expect(sameValue("Retail", "Software & IT", industry)).toBe(false);
  });

  test("a blank is no option, whatever its label", () => {
    expect(sameValue(null, "Media", { options: ["Media"] })).toBe(false);
    expect(sameValue("", "Media", { options: ["Media"], optionLabels: { Media: " " } })).toBe(
      false,
    );
  });

  test("does not guess which of two options a shared label means", () => {
    expect(sameValue("same-1", "Twin", industry)).toBe(false);
    expect(sameValue("same-1", "same-2", industry)).toBe(false);
  });

  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("SOFTWARE", "Software & IT", "Twin", "same-1", "", " \r\n"),
    fc.constant(null),
  );

  test("is an equivalence", () => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(sameValue(a, a, industry)).toBe(true);
        expect(sameValue(a, b, industry)).toBe(sameValue(b, a, industry));
        if (sameValue(a, b, industry) && sameValue(b, c, industry)) {
          expect(sameValue(a, c, industry)).toBe(true);
        }
      }),
    );
  });

  test("sees every edit of a letter", () => {
    const word = fc.string({ minLength: 1 }).filter((letters) => letters.trim() !== "");
    fc.assert(
      fc.property(word, word, (before, after) => {
        expect(sameValue(before, after)).toBe(before.trim() === after.trim());
      }),
    );
  });
});
