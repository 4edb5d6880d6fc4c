import { expect, test } from "vitest";
import { onScreen, styled, tableText, widthOf } from "./screen.ts";

const rows = [
  ["a", "a very long name of something", "yes"],
  ["bcd", "short", "a sentence that goes on and on and on"],
];

test("columns stand under each other, and nothing is cut where nobody looks", () => {
  expect(tableText(rows, { columns: undefined }).split("\n")).toEqual([
    "a    a very long name of something  yes",
    "bcd  short                          a sentence that goes on and on and on",
  ]);
});

test.each([20, 40, 60, 80])(
  "on %i columns every line fits, and narrow ones stay whole",
  (columns) => {
    const lines = tableText(rows, { columns }).split("\n");
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(Math.max(columns, 23));
    expect(lines[1]).toMatch(/^bcd {2}short/);
  },
);

test("a name that people copy stays whole however narrow the screen is", () => {
  const name = "12345.ai_industry.1@deadbeef";
  const named = [[name, "demo-hubspot/company/407218578642", "the confidence is too low"]];
  for (const columns of [40, 60, 80])
    expect(tableText(named, { columns, whole: 1 })).toMatch(new RegExp(`^${name} {2}demo-`));
  expect(widthOf(tableText(named, { columns: 60, whole: 1 }))).toBeLessThanOrEqual(60);
});

test("wide characters take two columns, marks none, and both are cut where they stand", () => {
  expect([widthOf("日本"), widthOf("é"), widthOf(styled("red", "no"))]).toEqual([4, 1, 2]);
  const cut = tableText([["日本語の長い会社名です", "b"]], { columns: 14 });
  expect(widthOf(cut)).toBeLessThanOrEqual(14);
  expect(cut).toMatch(/^日本.*… {2,3}b$/);
});

test("colours are shown where there are any, and a text brings none of its own", () => {
  const text = `${styled("red", "closed")} by \u001B[2J\u009Bann`;
  expect(onScreen(text, { hasColours: true })).toBe(
    "\u001B[31mclosed\u001B[0m by \uFFFD[2J\uFFFDann",
  );
  expect(onScreen(text, { hasColours: false })).toBe("closed by \uFFFD[2J\uFFFDann");
});
