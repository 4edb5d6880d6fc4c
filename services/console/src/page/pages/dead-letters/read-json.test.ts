import { expect, test } from "vitest";
import { readJson } from "./read-json.ts";

test("text is read as JSON, and what is none says where it goes wrong", () => {
  expect(readJson('{"kind": null}')).toEqual({ value: { kind: null } });
  expect(readJson('{"kind": ').problem).toMatch(/JSON/);
});
