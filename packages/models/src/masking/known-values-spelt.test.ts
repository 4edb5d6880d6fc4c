import { describe, expect, test } from "vitest";
import { maskFields } from "./mask-fields.ts";

function masked(text: string, record: Record<string, string>): string {
  const rules = { object: "contact", record, masking: "patterns" } as const;
  return maskFields({ notes: text }, rules).fields.notes ?? "";
}

describe("compatibility ideographs do not shift what is masked", () => {
  test("nothing of the value leaves, and nothing else is cut", () => {
    const text = "\u{2F800}\u{2F801}\u{2F803} asked John Smithson for a quote";
    const shown = masked(text, { firstName: "John", lastName: "Smithson" });
    expect(shown).toBe("\u{2F800}\u{2F801}\u{2F803} asked <PERSON_1> for a quote");
  });
});

describe("a known value is masked however it is written", () => {
  test.each([
    [
      "with the apostrophe of a word processor",
      "Met O\u2019Neill today",
      { lastName: "O'Neill" },
      "O\u2019Neill",
    ],
    ["with that of the keyboard", "Met O'Neill today", { lastName: "O\u2019Neill" }, "O'Neill"],
    [
      "a double name with a hyphen that does not break",
      "Met Mary\u2011Jane",
      { firstName: "Mary-Jane" },
      "Mary\u2011Jane",
    ],
    ["in Turkish capitals", "Met YILDIZ today", { lastName: "Yıldız" }, "YILDIZ"],
    ["in German capitals", "Met WEISS today", { lastName: "Weiß" }, "WEISS"],
    [
      "Chinese, family name first",
      "\u738b\u4f1f\u6253\u7535\u8bdd",
      { firstName: "\u4f1f", lastName: "\u738b" },
      "\u738b\u4f1f",
    ],
    [
      "Japanese, with a title",
      "\u5c71\u7530\u592a\u90ce\u3055\u3093\u306f",
      { name: "\u5c71\u7530\u592a\u90ce" },
      "\u5c71\u7530",
    ],
    [
      "Korean, with a particle",
      "\uae40\ubbfc\uc218\ub294 \uc654\ub2e4",
      { name: "\uae40\ubbfc\uc218" },
      "\uae40\ubbfc\uc218",
    ],
    [
      "a number whose field has an extension",
      "Their line 555 123 4567 is down",
      { phone: "555 123 4567 ext. 89" },
      "4567",
    ],
    [
      "a number with typeset dashes, to the letter",
      "Line 30\u2013123\u20134567",
      { phone: "30\u2013123\u20134567" },
      "4567",
    ],
  ])("%s", (_, text, record: Record<string, string>, value) => {
    expect(masked(text, record)).not.toContain(value);
  });
});
