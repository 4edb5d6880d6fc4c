import { describe, expect, test } from "vitest";
import { salesforceId } from "./salesforce-id.ts";

describe("salesforceId", () => {
  test.each([
    ["0014W000027f6V3", "0014W000027f6V3QAI"],
    ["001dM00003jU9Gx", "001dM00003jU9GxQAK"],
    ["0014W000027f6V3QAI", "0014W000027f6V3QAI"],
    ["0014w000027f6v3qai", "0014W000027f6V3QAI"],
    ["0014W000027F6V3QAI", "0014W000027f6V3QAI"],
  ])("crm-14: %s is %s", (text, expected) => {
    expect(salesforceId(text)).toBe(expected);
  });

  test("crm-14: tells two ids of 15 apart that differ by case alone", () => {
    expect(salesforceId("0014W000027f6V3")).not.toBe(salesforceId("0014W000027F6V3"));
  });

  test.each(["000000000000000AAA", "001*", "", "0014W000027f6V", "0014W000027f6V3QA9", "12345"])(
    "%j is no id",
    (text) => {
      expect(salesforceId(text)).toBeUndefined();
    },
  );
});
