import { describe, expect, test } from "vitest";
import { countryCode } from "./country-code.ts";

describe("countryCode", () => {
  test.each([
    ["SE", "SE"],
    ["sweden", "SE"],
    ["Deutschland", "DE"],
    ["U.S.A.", "US"],
    ["United  Kingdom", "GB"],
    ["UK", "GB"],
    ["Nederland", "NL"],
  ])("%s is %s", (text, expected) => {
    expect(countryCode(text)).toBe(expected);
  });

  test("a country it does not know has none", () => {
    expect(countryCode("Atlantis")).toBeUndefined();
  });
});
