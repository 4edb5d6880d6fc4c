import { expect, test } from "vitest";
import { differenceText } from "./bill-difference.ts";

test.each([
  ["3000000000", "500000000", "+$2.50"],
  ["500000000", "3000000000", "-$2.50"],
  ["7", "7", "$0.00"],
  ["9007199254740993000", "9007199254740993000", "$0.00"],
  ["1012345678", "1000000000", "+$0.012"],
])("of %s billed and %s ours it is %s", (billedNanoUsd, chargedNanoUsd, text) => {
  expect(differenceText({ billedNanoUsd, chargedNanoUsd })).toBe(text);
});
