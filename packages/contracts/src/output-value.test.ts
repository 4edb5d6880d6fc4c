import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinChoices, splitChoices } from "./choices.ts";
import { type PlainOutput, readPlainValue } from "./output-value.ts";

const named = { name: "size", field: "ai_size", label: "AI size" };
const number: PlainOutput = { ...named, type: "number", decimals: 2, min: -5, max: 1e9 };
const integer: PlainOutput = { ...named, type: "integer" };
const boolean: PlainOutput = { ...named, type: "boolean" };
const date: PlainOutput = { ...named, type: "date" };
const url: PlainOutput = { ...named, type: "url" };

describe("a value is read in its one spelling", () => {
  test.each([
    [number, "1200", "1200"],
    [number, "0012.50", "12.5"],
    [number, "-0.00", "0"],
    [number, "1.2e3", "1200"],
    [integer, "7.0", "7"],
    [integer, "-9e2", "-900"],
    [boolean, "true", "true"],
    [boolean, "No", "false"],
    [date, "2024-02-29", "2024-02-29"],
    [url, "https://Berg.SE", "https://berg.se/"],
    [url, "berg.se/about", "https://berg.se/about"],
    [url, "http://berg.se:8080/a?b#c", "http://berg.se:8080/a?b#c"],
  ])("$type %s", (output, text, value) => {
    expect(readPlainValue(output, text)).toEqual({ value });
  });
});

describe("what is no value of its type is refused with the reason, unquoted", () => {
  test.each([
    [number, "1,200", "value is not a number; write digits, such as 1200 or 0.5"],
    [number, "$5", "value is not a number; write digits, such as 1200 or 0.5"],
    [number, "", "value is not a number; write digits, such as 1200 or 0.5"],
    [number, "1.234", "value has 3 decimal places; at most 2 are allowed"],
    [number, "-6", "value is below -5"],
    [number, "1000000001", "value is above 1000000000"],
    [integer, "7.5", "value is not a whole number"],
    [integer, "1e15", "value has more than the 15 digits that a field can hold"],
    [boolean, "perhaps", "value is neither true nor false"],
    [boolean, "constructor", "value is neither true nor false"],
    [date, "2023-02-29", "value is not a date in the form YYYY-MM-DD"],
    [date, "2024-05-01T00:00:00Z", "value is not a date in the form YYYY-MM-DD"],
    [date, "0024-05-01", "value is not from 1700 to 4000"],
    [url, "not an address", "value is not a web address"],
    [url, "berg", "value is not a web address"],
    [url, "javascript:alert(1)", "value is not an address that begins with https:// or http://"],
    [url, "https://me:secret@berg.se", "value contains a user name or a password"],
    [
      url,
      `https://berg.se/${"a".repeat(250)}`,
      "value has 266 characters; at most 255 are allowed",
    ],
  ])("$type %s", (output, text, problem) => {
    expect(readPlainValue(output, text)).toEqual({ problem });
  });
});

test("a value that was read is read the same again, and no text makes it throw", () => {
  const outputs = [number, integer, boolean, date, url];
  const texts = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.webUrl(),
    fc.date({ noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10)),
  );
  fc.assert(
    fc.property(fc.constantFrom(...outputs), texts, (output, text) => {
      const read = readPlainValue(output, text);
      if ("value" in read) expect(readPlainValue(output, read.value)).toEqual(read);
    }),
    { numRuns: 1000 },
  );
});

test("several choices have one spelling, whatever their order, and keep what is no option", () => {
  const options = ["Retail", "Media", "Energy"];
  expect(joinChoices(["Energy", "Zinc", "Retail", "Art", "Energy"], options)).toBe(
    "Retail;Energy;Art;Zinc",
  );
  expect(splitChoices("; Energy ;Retail;;Energy")).toEqual(["Energy", "Retail"]);
  const chosen = fc.array(fc.constantFrom(...options, "Zinc", "Art"));
  fc.assert(
    fc.property(chosen, fc.infiniteStream(fc.nat()), (one, ranks) => {
      const shuffled = one
        .map((choice) => ({ choice, rank: ranks.next().value ?? 0 }))
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ choice }) => choice);
      expect(joinChoices(shuffled, options)).toBe(joinChoices(one, options));
    }),
  );
});
