import { expect, test } from "vitest";
import { createRecent, forRecentTexts } from "./recent.ts";

test("keeps the last ones, those that were found among them", () => {
  const recent = createRecent<string>(3);
  const isKept = (one: string) => recent.find((other) => other === one) !== undefined;
  for (const one of ["a", "b", "c"]) recent.add(one);
  expect(isKept("a")).toBe(true);
  recent.add("d");
  expect(["b", "a", "c", "d"].filter(isKept)).toEqual(["a", "c", "d"]);
});

test("makes it once of equal texts, and anew of others", () => {
  const partsOf = forRecentTexts((text) => text.split(" "));
  const parts = partsOf("one two");
  expect(partsOf(["one", "two"].join(" "))).toBe(parts);
  expect(partsOf("one three")).toEqual(["one", "three"]);
});
