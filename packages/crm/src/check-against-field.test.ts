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
  expect(checkAgainstField("👩👩👩", text)).toEqual({
    ...{ code: "value-too-long", detail: { vendorField: "ai_summary", maxChars: 5, chars: 6 } },
  });
});

test("says why a value cannot be written", () => {
  expect(checkAgainstField("media", choice)).toMatchObject({ code: "option-unknown" });
  expect(checkAgainstField(null, { ...text, writable: false })).toMatchObject({
    code: "field-read-only",
  });
  expect(checkAgainstField("a", { ...text, exists: false })).toMatchObject({
    code: "field-missing",
  });
});
