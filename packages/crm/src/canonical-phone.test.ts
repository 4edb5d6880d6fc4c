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
