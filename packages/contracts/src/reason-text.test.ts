import { expect, test } from "vitest";
import { reasonCode } from "./reason.ts";
import { reasonCodesLike, reasonText } from "./reason-text.ts";

test.each(reasonCode.options)("%s has a sentence, also where nothing else is known", (code) => {
  const sentence = reasonText({ code, detail: null });
  expect(sentence).toMatch(/^\S.+\S$/);
  expect(sentence).not.toContain("undefined");
});

test("a sentence names what it is about, and ends with the words of whoever failed", () => {
  expect(reasonText({ code: "input-empty", detail: { fields: ["description"] } })).toBe(
    "input description is empty",
  );
  const problems = ["value is not one of the options", "evidence stands in no input field"];
  expect(reasonText({ code: "rejected", detail: { problems } })).toBe(
    "our checks rejected the answer: value is not one of the options; evidence stands in no input field",
  );
  expect(reasonText({ code: "model-busy", detail: { said: "503 try later" } })).toBe(
    "the model's vendor is busy: 503 try later",
  );
});

test("a reason tells which models other reasons kept from being asked", () => {
  const passedOver = [{ model: "openai/a", why: "held: model openai/a is paused by ann" }];
  const reason = { code: "budget-exhausted", detail: { budget: "total", passedOver } } as const;
  expect(reasonText(reason)).toBe(
    "the budget total has no room; openai/a was passed over: held: model openai/a is paused by ann",
  );
});

test("words find the codes whose sentences hold them, and a code finds itself alone", () => {
  expect(reasonCodesLike("Policy is")).toEqual([
    "policy-always",
    "policy-never",
    "policy-if-empty",
  ]);
  expect(reasonCodesLike("crm-busy")).toEqual(["crm-busy"]);
  expect(reasonCodesLike("no such words")).toEqual([]);
});
