import { expect, test } from "vitest";
import { leftOf, passedOverOf, sentenceOf } from "./timeline-text.ts";

const call = (sent: unknown) => ({
  ...{ at: "2026-11-27T09:00:00Z", kind: "called", enrichment: "company-profile" },
  what: { provider: "openai", model: "gpt", sent },
});

test("a call tells which fields of the record left, to where, and what was masked by which definition", () => {
  const sent = { fields: ["name", "description"], region: "eu", policy: "patterns profile@1a2b" };
  const left = leftOf(call(sent));
  expect(left).toContain("name, description, to a model whose vendor stores it in eu.");
  expect(left).toContain("whatever has the form of one, were masked");
  expect(left).toContain("profile@1a2b");
});

test("a call of before that was noted tells nothing of it, and one without fields claims no masking", () => {
  expect(leftOf(call(null))).toBeUndefined();
  expect(leftOf(call({ fields: [], region: null, policy: "off profile@1a2b" }))).toBe(
    "No field of the record left with this call.",
  );
});

test("a call that found no room under the model's limits was not sent, and nothing left with it", () => {
  const refused = call({ fields: ["description"], region: null, policy: null });
  const entry = { ...refused, what: { ...refused.what, outcome: "admission_refused" } };
  expect(sentenceOf(entry)).toBe("openai/gpt was not asked: it was at its limit");
  expect(leftOf(entry)).toBeUndefined();
});

test("a call tells the arm of an experiment that its record is in, and which models were passed over", () => {
  const sent = { fields: ["name"], region: null, policy: "patterns profile@1a2b/experiment" };
  const passedOver = [{ model: "gemini/g", why: "privacy.vendors allows only openai" }];
  const entry = { ...call(sent), what: { ...call(sent).what, passedOver } };
  expect(sentenceOf(entry)).toContain("openai/gpt was asked in the tried arm of an experiment:");
  expect(leftOf(entry)).toContain("The rule is that of profile@1a2b.");
  expect(passedOverOf(entry)).toEqual([
    "gemini/g was passed over: privacy.vendors allows only openai.",
  ]);
  expect(passedOverOf(call(sent))).toEqual([]);
});
