import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { oddText } from "./odd-text.ts";
import { storableJson, storableText } from "./storable-text.ts";

const legitimate = [
  "Räksmörgås GmbH & Co. KG",
  "株式会社アクメ",
  "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇸🇪",
  "e\u0301 n\u0303 \u0323\u0307",
  "\uFEFFzero\u200Bwidth\u200D\u2060",
  "\u202Eright to left\u202C",
  "\uE000 private, \uFFFE and \uFFFF no characters, \u{10FFFF}",
  "\u0001\u001B[31m\u007F\u0085\u009B",
  "back\\slash \\u0000 \\ud800 \\\\u0000",
  "\uFFFD",
  "",
];

describe("storableText", () => {
  test.each(legitimate)("keeps %j as it is", (text) => {
    expect(storableText(text)).toBe(text);
    expect(JSON.parse(storableJson({ [text]: [text] }))).toEqual({ [text]: [text] });
  });

  test.each([
    ["\0", ""],
    ["a\0b", "ab"],
    ["a\uD83D", "a\uFFFD"],
    ["\uDE00a", "\uFFFDa"],
    ["\uDE00\uD83D", "\uFFFD\uFFFD"],
    // What was two halves does not become one character because a NUL between them goes.
    ["\uD83D\0\uDE00", "\uFFFD\uFFFD"],
  ])("leaves of %j what a store holds", (text, expected) => {
    expect(storableText(text)).toBe(expected);
    expect(JSON.parse(storableJson([text]))).toEqual([expected]);
  });

  test("changes nothing but NUL and half pairs, and nothing the second time", () => {
    fc.assert(
      fc.property(oddText(), (text) => {
        const stored = storableText(text);
        expect(stored.isWellFormed()).toBe(true);
        expect(stored).not.toContain("\0");
        expect(storableText(stored)).toBe(stored);
        const kept = [...text].filter((character) => character !== "\0");
        expect(stored).toBe(kept.map((one) => one.toWellFormed()).join(""));
      }),
    );
  });
});

describe("storableJson", () => {
  test("holds each text as it is stored, at any depth and in keys", () => {
    const anyValue = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "medium" },
        oddText(),
        fc.constantFrom(null, true, 12.5),
        fc.array(tie("value"), { maxLength: 4 }),
        // Keys that would be one once they are stored are no matter of this property.
        fc
          .uniqueArray(fc.tuple(oddText(), tie("value")), {
            maxLength: 3,
            selector: ([key]) => storableText(key),
          })
          .map((entries) => Object.fromEntries(entries)),
      ),
    })).value;
    fc.assert(
      fc.property(anyValue, (value) => {
        const json = storableJson(value);
        expect(JSON.parse(json)).toEqual(storable(value));
        expect(storableJson(JSON.parse(json))).toBe(json);
      }),
    );
  });

  test("says of a value that it cannot be rendered, rather than overflow", () => {
    let value: unknown = "\0";
    for (let depth = 0; depth < 2000; depth++) value = [value];
    expect(storableJson(value)).toBe(`${"[".repeat(2000)}""${"]".repeat(2000)}`);
    for (let depth = 0; depth < 100_000; depth++) value = [value];
    expect(() => storableJson(value)).toThrow(
      expect.objectContaining({ code: "data_invalid", retryable: false }),
    );
  });

  test("has a text for what is no value", () => {
    expect(storableJson(undefined)).toBe("null");
  });
});

/** The same, value by value. */
function storable(value: unknown): unknown {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [storableText(key), storable(one)]),
  );
}
