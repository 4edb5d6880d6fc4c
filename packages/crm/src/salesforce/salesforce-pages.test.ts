import { expect, test } from "vitest";
import { salesforcePage, setupPage } from "./salesforce-pages.ts";

test("a record's page is in its own org, and a stand-in has none", () => {
  expect(salesforcePage("https://acme.my.salesforce.com/", { type: "Account" })).toBe(
    "https://acme.my.salesforce.com/lightning/r/Account/{id}/view",
  );
  expect(salesforcePage("http://127.0.0.1:4010", { type: "Account" })).toBeNull();
});

test.each([
  ["flow", "/builder_platform_interaction/flowBuilder.app?flowId="],
  ["apex-trigger", "/lightning/setup/ApexTriggers/page?address=%2F"],
  ["apex-class", "/lightning/setup/ApexClasses/page?address=%2F"],
  ["validation-rule", "/lightning/setup/ObjectManager/Account/ValidationRules/"],
  ["workflow-rule", "/lightning/setup/WorkflowRules/page?address=%2F"],
] as const)("the page of a %s is in its own org's setup, whatever its id says", (kind, path) => {
  const of = { type: "Account", kind };
  const loginUrl = "https://acme.my.salesforce.com/";
  expect(setupPage(loginUrl, { ...of, id: "301A" })).toContain(`salesforce.com${path}301A`);
  for (const id of ["../../x", "x&address=//evil.example", "x#y", "?retURL=//evil.example"]) {
    const url = new URL(setupPage(loginUrl, { ...of, id }) ?? "");
    expect(url.host).toBe("acme.my.salesforce.com");
    expect(`${url.pathname}${url.search}`).toContain(`${path}${encodeURIComponent(id)}`);
    expect(url.hash).toBe("");
  }
  expect(setupPage("http://127.0.0.1:4010", { ...of, id: "301A" })).toBeNull();
});
