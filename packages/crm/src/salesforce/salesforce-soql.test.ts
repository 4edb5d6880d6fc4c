import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { soqlText, soqlTime } from "./salesforce-soql.ts";

const unescapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

/** Reads one string literal as SOQL does; undefined unless it is the whole text. */
function readLiteral(soql: string): string | undefined {
  const [, inner] = /^'((?:[^'\\\n\r]|\\.)*)'$/s.exec(soql) ?? [];
  return inner?.replace(/\\(.)/gs, (_, letter: string) => unescapes[letter] ?? letter);
}

describe("soqlText", () => {
  test("crm-36: cannot be left by what stands in it", () => {
    const nasty = fc.array(fc.constantFrom("\\", "'", "\n", "\r", '"', " OR Id != null", "é", "%"));
    fc.assert(
      fc.property(
        fc.oneof(
          nasty.map((parts) => parts.join("")),
          fc.string(),
        ),
        (text) => {
          expect(readLiteral(soqlText(text))).toBe(text);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("takes the backslash before a quote for a backslash", () => {
    expect(soqlText("x\\' OR Id != null OR Name = 'y")).toBe(
      "'x\\\\\\' OR Id != null OR Name = \\'y'",
    );
  });
});

test("soqlTime is in UTC, so that no + is lost in a URL", () => {
  expect(soqlTime("2026-03-01T02:00:00.000+0100")).toBe("2026-03-01T01:00:00.000Z");
  expect(() => soqlTime("now OR Id != null")).toThrow(RangeError);
});
