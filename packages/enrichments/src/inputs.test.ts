import { describe, expect, test } from "vitest";
import { inputHash, missingInput } from "./inputs.ts";

const inputs = [
  { field: "description", required: true, maxChars: 100 },
  { field: "domain", required: true, maxChars: 100 },
  { field: "name", required: false, maxChars: 100 },
];

describe("an input hash", () => {
  test("tells a hidden field from an empty one, and both from a filled one", () => {
    const hashes = [{}, { name: null }, { name: "" }, { name: "Acme" }].map((fields) =>
      inputHash({ inputs }, fields),
    );
    expect(new Set(hashes).size).toBe(4);
  });

  test("speaks of no field that is not named", () => {
    expect(inputHash({ inputs }, { name: "Acme", city: "Lund" })).toBe(
      inputHash({ inputs }, { name: "Acme" }),
    );
  });
});

describe("a required input", () => {
  test("may be empty, or hidden from us", () => {
    expect(missingInput({ inputs }, { description: " ", domain: "a.se" })).toEqual({
      ...{ field: "description", isHidden: false },
    });
    expect(missingInput({ inputs }, { description: "x" })).toEqual({
      ...{ field: "domain", isHidden: true },
    });
  });

  test("that is empty decides, though another is hidden", () => {
    expect(missingInput({ inputs }, { domain: null })).toEqual({
      ...{ field: "domain", isHidden: false },
    });
  });
});
