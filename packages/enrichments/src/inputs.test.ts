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
      ...{ fields: ["description"], isHidden: false },
    });
    expect(missingInput({ inputs }, { description: "x" })).toEqual({
      ...{ fields: ["domain"], isHidden: true },
    });
  });

  test("may be any of several: one is enough, and one that is hidden may be the one", () => {
    const either = { ...{ required: "any" as const }, maxChars: 100 };
    const any = { inputs: ["notes", "emails"].map((field) => ({ field, ...either })) };
    const fields = ["notes", "emails"];
    expect(missingInput(any, { notes: null, emails: "Yes." })).toBeUndefined();
    expect(missingInput(any, { notes: null, emails: "" })).toEqual({ fields, isHidden: false });
    expect(missingInput(any, { notes: null })).toEqual({ fields, isHidden: true });
    expect(missingInput(any, { emails: "Yes." })).toBeUndefined();
  });

  test("that is empty decides, though another is hidden", () => {
    expect(missingInput({ inputs }, { domain: null })).toEqual({
      ...{ fields: ["domain"], isHidden: false },
    });
  });
});
