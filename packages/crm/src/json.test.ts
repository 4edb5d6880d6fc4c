import { expect, test } from "vitest";
import { jsonOrUndefined, parseLosslessJson } from "./json.ts";

test("keeps the digits that a double would lose", () => {
  expect(parseLosslessJson('{"a":9007199254740993,"b":[90071992547409.93],"c":12}')).toEqual({
    a: "9007199254740993",
    b: ["90071992547409.93"],
    c: 12,
  });
});

test("leaves numbers alone that a double holds, in any spelling, and digits in text", () => {
  expect(parseLosslessJson('{"a":950000000.00000000,"b":"00000000000000000001"}')).toEqual({
    a: 950000000,
    b: "00000000000000000001",
  });
});

test("has no value for something that is not JSON", () => {
  expect(jsonOrUndefined("<html>")).toBeUndefined();
  expect(jsonOrUndefined('{"cut":')).toBeUndefined();
});
