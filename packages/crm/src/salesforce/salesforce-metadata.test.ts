import { expect, test } from "vitest";
import { salesforceName } from "./salesforce-fields.ts";
import { missingFields } from "./salesforce-metadata.ts";

const result = missingFields({
  sobject: "Account",
  apiVersion: "64.0",
  fields: [
    {
      field: "ai_industry",
      label: "AI industry",
      type: "choice",
      options: ["Software & IT", "Media <new>"],
    },
    { field: "ai_summary", label: "AI summary", type: "text", maxChars: 400 },
    { field: "ai_note", label: "AI note", type: "text", maxChars: 80 },
  ],
});
const contentOf = (path: string) =>
  result.metadata.find((file) => file.path === path)?.content ?? expect.unreachable();

test("names an output field as Salesforce does", () => {
  expect(salesforceName("ai_industry")).toBe("Ai_Industry__c");
  expect(salesforceName("ai_industry_2")).toBe("Ai_Industry_2__c");
});

test("makes a package of the fields and of the permission to use them", () => {
  expect(contentOf("package.xml")).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
  <types>
    <members>Account.Ai_Industry__c</members>
    <members>Account.Ai_Summary__c</members>
    <members>Account.Ai_Note__c</members>
    <name>CustomField</name>
  </types>
  <types>
    <members>Fieldwork_Account</members>
    <name>PermissionSet</name>
  </types>
  <version>64.0</version>
</Package>
`);
  expect(contentOf("permissionsets/Fieldwork_Account.permissionset")).toContain(
    "<field>Account.Ai_Summary__c</field>",
  );
});

test("a choice is a restricted picklist, a text as long as it has to be", () => {
  const object = contentOf("objects/Account.object");
  expect(object).toContain("<restricted>true</restricted>");
  expect(object).toContain("<fullName>Software &amp; IT</fullName>");
  expect(object).toContain("<label>Media &lt;new&gt;</label>");
  expect(object).toMatch(/LongTextArea<\/type>\s*<length>400/);
  expect(object).toMatch(/<type>Text<\/type>\s*<length>80/);
});

test("says what to do", () => {
  expect(result.fields).toEqual(["ai_industry", "ai_summary", "ai_note"]);
  expect(result.remedy).toContain("permission set Fieldwork_Account");
});
