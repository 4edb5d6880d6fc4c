import fc from "fast-check";
import { expect, test } from "vitest";
import { fullId, numberedId, numberOf, withSuffix } from "./salesforce-ids.ts";

test.each([
  ["0014W000027f6V3", "0014W000027f6V3QAI"],
  ["001dM00003jU9Gx", "001dM00003jU9GxQAK"],
])("the suffix of %s is that of a real org", (id15, id18) => {
  expect(withSuffix(id15)).toBe(id18);
  expect(fullId(id15)).toBe(id18);
  expect(fullId(id18)).toBe(id18);
});

test.each(["", "no-such-id", "0014W000027f6V3QAA", "0014W000027f6V", "0014w000027f6v3QAI"])(
  "%s is no id",
  (text) => {
    expect(fullId(text)).toBeUndefined();
  },
);

test("ids count up, differ in 18 letters of any case, and sort as they count", () => {
  const number = fc.integer({ min: 0, max: 62 ** 5 - 1 });
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [first, second] = [numberedId("001Wz00000", a), numberedId("001Wz00000", b)];
      expect(numberOf(first, "001Wz00000")).toBe(a);
      expect(first < second).toBe(a < b);
      expect(first.toLowerCase() === second.toLowerCase()).toBe(a === b);
    }),
  );
});
