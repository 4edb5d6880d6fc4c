import { describe, expect, test } from "vitest";
import { findOption, ourOptionFor } from "./find-option.ts";

const industry = {
  options: ["SOFTWARE", "Retail", "fin_tech", "1", "2"],
  optionLabels: {
    SOFTWARE: "Software & IT",
    Retail: "Shops",
    fin_tech: "Financial  technology ",
    1: "Twin",
    2: "Twin",
  },
};

describe("findOption", () => {
  test.each([
    ["SOFTWARE", "SOFTWARE"],
    ["Software & IT", "SOFTWARE"],
    [" software & it", "SOFTWARE"],
    ["Financial technology", "fin_tech"],
    ["Retail", "Retail"],
    ["Shops", "Retail"],
    ["Twin", undefined],
    ["Media", undefined],
    ["software", undefined],
    ["", undefined],
  ])("%j means %j", (text, option) => {
    expect(findOption(text, industry)).toBe(option);
  });

  test("an empty text means no option, not even one without a label", () => {
    for (const text of ["", "  ", "\u200b"]) {
      expect(findOption(text, { options: ["Media"] })).toBeUndefined();
      expect(findOption(text, { options: ["M"], optionLabels: { M: "" } })).toBeUndefined();
    }
  });

  test("knows nothing of a field that has no options", () => {
    expect(findOption("Media", {})).toBeUndefined();
  });
});

test.each([
  ["SOFTWARE", "Software & IT"],
  ["Retail", "Retail"],
  ["fin_tech", "fin_tech"],
  ["Software & IT", "Software & IT"],
])("the option %j is ours as %j", (value, ours) => {
  expect(ourOptionFor(value, ["Software & IT", "Retail"], industry)).toBe(ours);
});
