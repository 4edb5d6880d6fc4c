import { countryCode } from "@fieldwork/companies";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalPhone } from "./canonical-phone.ts";

describe("canonicalPhone", () => {
  test.each([
    ["08-123 456 78", "Sweden", "+46812345678"],
    ["08-123 456 78", "Sverige", "+46812345678"],
    ["(014) 427-4427", "France", "+33144274427"],
    ["+1 415-307-4864", null, "+14153074864"],
    ["+1 415-307-4864", "Sweden", "+14153074864"],
  ])("%s of %s is %s", (text, country, expected) => {
    expect(canonicalPhone(text, country)).toBe(expected);
  });

  test.each([
    ["(520) 773-9050", null],
    ["(520) 773-9050", "Atlantis"],
    ["12", "Sweden"],
    ["415-307-4864 x123", "US"],
    ["call reception", "SE"],
  ])("%s of %s stays as it is", (text, country) => {
    expect(canonicalPhone(text, country)).toBe(text);
  });
});

test("crm-14: a number is E.164 only where its country is known, and otherwise stays as it is", () => {
  const digits = fc.stringMatching(/^[ ()0-9./-]{3,20}( x[0-9]{1,4})?$/);
  const country = fc.constantFrom(null, undefined, "", "Sweden", "FR", "Atlantis", "US");
  fc.assert(
    fc.property(digits, fc.boolean(), country, (number, isInternational, place) => {
      const text = isInternational ? `+${number}` : number;
      const canonical = canonicalPhone(text, place);
      if (canonical === text) return;
      // E.164 sets no least length, and some countries have valid numbers of six digits.
      expect(canonical).toMatch(/^\+[1-9]\d{1,14}$/);
      expect(isInternational || countryCode(place ?? "") !== undefined).toBe(true);
      // Nothing is invented: what was typed ends it.
      const typed = number.replace(/\D/g, "");
      expect(canonical.endsWith(typed.slice(-4))).toBe(true);
    }),
    { numRuns: 500 },
  );
});
