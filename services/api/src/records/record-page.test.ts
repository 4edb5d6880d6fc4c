import { expect, test } from "vitest";
import { pageOf } from "./record-page.ts";

test("a record's page has its id, and nothing that an id could smuggle in", () => {
  expect(pageOf("https://crm.example/r/{id}/view", "12")).toBe("https://crm.example/r/12/view");
  expect(pageOf("https://crm.example/{id}", "$&../x?y")).toBe(
    "https://crm.example/%24%26..%2Fx%3Fy",
  );
});

test("what is not on the web is no page", () => {
  expect(pageOf(null, "12")).toBeNull();
  expect(pageOf("javascript:alert({id})", "1")).toBeNull();
  expect(pageOf("no address {id}", "1")).toBeNull();
});
