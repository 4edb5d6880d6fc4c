import { describe, expect, test } from "vitest";
import { findQuote } from "./find-quote.ts";

describe("a number is found whole or not at all, whatever sets its thousands apart", () => {
  test.each([
    ["5\u2019000 Mitarbeitende", "000 Mitarbeitende"],
    ["12\u2019500 Mitarbeitende", "500 Mitarbeitende"],
    ["\uff15\uff0c\uff10\uff10\uff10 staff", "\uff10\uff10\uff10 staff"],
    ["12\u00a0500 anst\u00e4llda", "500 anst\u00e4llda"],
    ["12\u202f500 salari\u00e9s", "500 salari\u00e9s"],
    ["12 500 anst\u00e4llda", "500 anst\u00e4llda"],
  ])("%s", (field, quote) => {
    expect(findQuote([field], quote)).toBeUndefined();
    expect(findQuote([field], field)?.words).toBe(field);
  });
  test("a year beside a number is none", () => {
    expect(findQuote(["In 2019 500 people"], "500 people")?.words).toBe("500 people");
  });
});
