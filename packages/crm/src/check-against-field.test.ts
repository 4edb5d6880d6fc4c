import { expect, test } from "vitest";
import { checkAgainstField } from "./check-against-field.ts";

const text = {
  field: "ai_summary",
  vendorName: "ai_summary",
  exists: true,
  writable: true,
  maxChars: 5,
};
const choice = { ...text, maxChars: undefined, options: ["Retail", "Media"] };

test("takes what fits", () => {
  expect(checkAgainstField("12345", text)).toBeUndefined();
  expect(checkAgainstField(null, choice)).toBeUndefined();
  expect(checkAgainstField("Media", choice)).toBeUndefined();
});

test("counts length in UTF-16 units, as the CRMs do", () => {
  expect(checkAgainstField("👩👩a", text)).toBeUndefined();
  expect(checkAgainstField("👩👩👩", text)).toBe("ai_summary holds 5 characters, the value has 6");
});

test("says why a value cannot be written", () => {
  expect(checkAgainstField("media", choice)).toMatch(/no such option/);
  expect(checkAgainstField(null, { ...text, writable: false })).toMatch(/does not let us write/);
  expect(checkAgainstField("a", { ...text, exists: false })).toMatch(/no field/);
});
