import fc from "fast-check";
import { expect, test } from "vitest";
import { cutText, utf8BytesOf } from "./cut-text.ts";

const pieces = [
  ...["a", " ", "é", "e\u0301", "å", "日", "本", "\r\n", "\n", "👩", "👩‍💻", "👨‍👩‍👧‍👦", "👍🏽"],
  ...["🇸🇪", "🇳🇴", "1️⃣", "❤️", "ക്ഷ", "각", "z\u0301\u0302\u0303\u0304", "\u200d"],
];
const texts = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "grapheme", maxLength: 3 })), {
    maxLength: 60,
  })
  .map((parts) => parts.join("").toWellFormed());

function endsOfGraphemes(text: string): Set<number> {
  const segments = [...new Intl.Segmenter("en").segment(text)];
  return new Set([...segments.map(({ index }) => index), text.length]);
}

test("crm-27: a cut never splits a grapheme, exceeds neither limit, and leaves out no grapheme that fits", () => {
  const rooms = fc.record({ maxChars: fc.nat(120), maxBytes: fc.nat(240) });
  fc.assert(
    fc.property(texts, rooms, (text, { maxChars, maxBytes }) => {
      const cut = cutText(text, { maxChars, maxBytes });
      const ends = endsOfGraphemes(text);
      expect(text.startsWith(cut)).toBe(true);
      expect(ends).toContain(cut.length);
      expect(cut.length).toBeLessThanOrEqual(maxChars);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(maxBytes);
      const next = [...ends].filter((end) => end > cut.length).toSorted((a, b) => a - b)[0];
      if (next === undefined) return;
      const longer = text.slice(0, next);
      expect(longer.length > maxChars || Buffer.byteLength(longer) > maxBytes).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["a👩", 2, "a"],
  ["👨‍👩‍👧‍👦!", 10, ""],
  ["👨‍👩‍👧‍👦!", 11, "👨‍👩‍👧‍👦"],
  [`${"🇸🇪".repeat(20)}x`, 41, "🇸🇪".repeat(10)],
  [`a${"\u0301".repeat(300)}`, 150, ""],
  ["one\r\ntwo", 4, "one"],
])("crm-27: %j in %d UTF-16 units is %j", (text, maxChars, cut) => {
  expect(cutText(text, { maxChars })).toBe(cut);
});

test("crm-27: bytes are counted as UTF-8 stores them", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(utf8BytesOf(text)).toBe(Buffer.byteLength(text));
    }),
  );
  expect(cutText("aé日👩", { maxBytes: 9 })).toBe("aé日");
  expect(cutText("aé日👩", { maxBytes: 10 })).toBe("aé日👩");
  expect(cutText("👨‍👩‍👧‍👦", { maxBytes: 24 })).toBe("");
});

test("a text for which there is room stays as it is", () => {
  expect(cutText("as it is", {})).toBe("as it is");
  expect(cutText("as it is", { maxChars: 8, maxBytes: 8 })).toBe("as it is");
});
