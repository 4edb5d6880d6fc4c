import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { oddText } from "./odd-text.ts";
import { printableText } from "./printable-text.ts";

describe("printableText", () => {
  test.each([
    ["\u001B]0;title\u0007x", "\uFFFD]0;title\uFFFDx"],
    ["a\u001B[2Kb", "a\uFFFD[2Kb"],
    ["a\u009B31mb", "a\uFFFD31mb"],
    ["100\rPaid", "100\uFFFDPaid"],
    ["gpj.\u202Eexe", "gpj.\uFFFDexe"],
  ])("takes from %j what steers a terminal", (text, expected) => {
    expect(printableText(text)).toBe(expected);
  });

  test.each(["line\n\tline", "Räksmörgås 株式会社 👩‍👩‍👧‍👦", "العربية", ""])("keeps %j", (text) => {
    expect(printableText(text)).toBe(text);
  });

  test("leaves no control character of any text but line ends and tabs", () => {
    fc.assert(
      fc.property(oddText(), (text) => {
        expect(printableText(text).replaceAll(/[\n\t]/g, "")).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
