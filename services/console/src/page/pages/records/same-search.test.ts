import { expect, test } from "vitest";
import { isSameSearch } from "./same-search.ts";

test("searches are the same whatever the order of their parts", () => {
  const one = { object: "company", search: "wind" };
  expect(isSameSearch(one, { search: "wind", object: "company", connection: undefined })).toBe(
    true,
  );
  expect(isSameSearch(one, { object: "company" })).toBe(false);
});
