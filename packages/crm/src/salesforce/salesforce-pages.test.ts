import { expect, test } from "vitest";
import { salesforcePage } from "./salesforce-pages.ts";

test("a record's page is in its own org, and a stand-in has none", () => {
  expect(salesforcePage("https://acme.my.salesforce.com/", { type: "Account" })).toBe(
    "https://acme.my.salesforce.com/lightning/r/Account/{id}/view",
  );
  expect(salesforcePage("http://127.0.0.1:4010", { type: "Account" })).toBeNull();
});
