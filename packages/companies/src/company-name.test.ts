import { describe, expect, test } from "vitest";
import { compareNames, nameKey } from "./company-name.ts";

describe("nameKey", () => {
  test.each([
    ["AB Volvo (publ)", "volvo"],
    ["VOLVO", "volvo"],
    ["Volvo Aktiebolag", "volvo"],
    ["Müller GmbH & Co. KG", "muller"],
    ["Pirelli & C. S.p.A.", "pirelli and c"],
    ["Novo Nordisk A/S", "novo nordisk"],
    ["Ørsted A/S", "orsted"],
    ["L'Oréal S.A.", "loreal"],
    ["Marks & Spencer plc", "marks and spencer"],
    ["Marks and Spencer", "marks and spencer"],
    ["AB", "ab"],
    ["(publ)", "publ"],
    ["Łódź Sp. z o.o.", "lodz sp z oo"],
    ["  ", null],
    [null, null],
  ])("%s is called %s", (name, expected) => {
    expect(nameKey(name)).toBe(expected);
  });
});

describe("compareNames", () => {
  test.each([
    ["AB Volvo", "VOLVO (HQ)", "same"],
    ["E.ON SE", "EON", "same"],
    ["Sandvik AB", "Sandvik Group", "alike"],
    ["Nordic Foods AB", "Nordic Steel AB", "different"],
    ["Acme", null, "unknown"],
  ])("%s and %s are %s", (one, other, expected) => {
    expect(compareNames(one, other)).toBe(expected);
    expect(compareNames(other, one)).toBe(expected);
  });
});
