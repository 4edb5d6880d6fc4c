import { caselessText } from "@fieldwork/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchOption } from "./match-option.ts";

const options = [
  "🏥 Health Care",
  "⚕\ufe0f Pharma",
  "Oil & Gas",
  "Café – Bars",
  "R\u2009&\u2009D",
  "Zoë's “Own”",
  "1,000-4,999",
  "C++",
  "C#",
  "Energy",
];

const option = (text: string) => matchOption({ options }, text)?.option;

describe("an option is known", () => {
  test.each([
    ["as it is", "Oil & Gas", "Oil & Gas"],
    ["in another case", "OIL & GAS", "Oil & Gas"],
    ["without its emoji", "Health Care", "🏥 Health Care"],
    ["with another emoji", "⭐ Energy", "Energy"],
    ["without the variation selector", "⚕ Pharma", "⚕\ufe0f Pharma"],
    ["with letters taken apart", "Cafe\u0301 – Bars", "Café – Bars"],
    ["with a hyphen for its dash", "Café - Bars", "Café – Bars"],
    ["with plain blanks for thin ones", "R & D", "R\u2009&\u2009D"],
    ["with thin blanks for plain ones", "Oil\u2009&\u202fGas", "Oil & Gas"],
    ["with straight quotation marks", 'Zoë\'s "Own"', "Zoë's “Own”"],
    ["with a full stop", "Energy.", "Energy"],
    ["in quotation marks", "“Energy”", "Energy"],
    ["in bold type", "**Energy**", "Energy"],
    ["as an item of a list", "- Energy", "Energy"],
    ["with an en dash in its range", "1,000–4,999", "1,000-4,999"],
  ])("%s", (_, text, expected) => {
    expect(option(text)).toBe(expected);
  });

  test("with its hint behind it, whole or cut off", () => {
    const hinted = { options, optionHints: { Energy: "oil, gas and coal" } };
    expect(matchOption(hinted, "Energy: oil, gas")?.option).toBe("Energy");
    expect(matchOption(hinted, "Energy: no, rather Pharma")).toBeUndefined();
  });
});

describe("a text is no option", () => {
  test.each([
    ["that is empty", ""],
    ["of an emoji alone", "🏥"],
    ["with a letter less", "Enery"],
    ["with an accent less", "Zoe's “Own”"],
    ["with a word more", "Renewable Energy"],
    ["that names two", "Energy, Oil & Gas"],
    ["that says no", "not Energy"],
    ["of one sign less", "C"],
    ["of another number", "1,000-5,999"],
    ["of a range without its dash", "1,0004,999"],
  ])("%s", (_, text) => {
    expect(option(text)).toBeUndefined();
  });

  test("when two options are named so", () => {
    const both = { options: ["🔴 High", "🟢 High"] };
    expect(matchOption(both, "High")).toBeUndefined();
    expect(matchOption(both, "🟢 high")?.option).toBe("🟢 High");
  });
});

test("options of emoji alone are told apart", () => {
  const thumbs = { options: ["👍", "👎"] };
  expect(matchOption(thumbs, "👎")?.option).toBe("👎");
  expect(matchOption(thumbs, "👍\ufe0f")?.option).toBe("👍");
  expect(matchOption(thumbs, "👌")).toBeUndefined();
});

test("each of a definition's options is itself, in any dress that its form leaves out of account", () => {
  const dress = fc.constantFrom<(text: string) => string>(
    (text) => text.normalize("NFD"),
    (text) => text.normalize("NFKC"),
    (text) => text.toUpperCase(),
    (text) => ` ${text.replaceAll(" ", "\u00a0")}\u200b`,
  );
  const given = fc.uniqueArray(fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }), {
    minLength: 2,
    maxLength: 8,
    selector: caselessText,
  });
  fc.assert(
    fc.property(given, dress, (some, put) => {
      for (const one of some.filter((text) => caselessText(text) !== "")) {
        expect(matchOption({ options: some }, one)?.option).toBe(one);
        const dressed = put(one);
        if (caselessText(dressed) !== caselessText(one)) continue;
        expect(matchOption({ options: some }, dressed)?.option).toBe(one);
      }
    }),
    { numRuns: 500 },
  );
});
