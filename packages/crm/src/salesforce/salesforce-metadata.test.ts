import { expect, test } from "vitest";
import type { OutputField } from "../crm-adapter.ts";
import { salesforceName } from "./salesforce-fields.ts";
import { salesforceDeployment } from "./salesforce-metadata.ts";

const outputs: OutputField[] = [
  {
    field: "ai_industry",
    label: "AI industry",
    type: "choice",
    options: ["Software & IT", "Media <new>"],
  },
  { field: "ai_summary", label: "AI summary", type: "text", maxChars: 400 },
  { field: "ai_note", label: "AI note", type: "text", maxChars: 80 },
];
const role: OutputField[] = [{ field: "ai_role", label: "AI role", type: "text", maxChars: 80 }];
const result = salesforceDeployment(
  [
    { sobject: "Account", missing: outputs.slice(0, 2), outputs },
    { sobject: "Contact", missing: role, outputs: role },
  ],
  "64.0",
);
const contentOf = (path: string) =>
  result.metadata.find((file) => file.path === path)?.content ?? expect.unreachable();

test("names an output field as Salesforce does", () => {
  expect(salesforceName("ai_industry")).toBe("Ai_Industry__c");
  expect(salesforceName("ai_industry_2")).toBe("Ai_Industry_2__c");
});

test("crm-28: makes one package of the missing fields of all objects and of the permission to use them", () => {
  expect(contentOf("package.xml")).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
  <types>
    <members>Account.Ai_Industry__c</members>
    <members>Account.Ai_Summary__c</members>
    <members>Contact.Ai_Role__c</members>
    <name>CustomField</name>
  </types>
  <types>
    <members>Fieldwork_Account</members>
    <members>Fieldwork_Contact</members>
    <name>PermissionSet</name>
  </types>
  <version>64.0</version>
</Package>
`);
  expect(contentOf("permissionsets/Fieldwork_Account.permissionset")).toContain(
    "<field>Account.Ai_Summary__c</field>",
  );
  expect(contentOf("objects/Contact.object")).toContain("<fullName>Ai_Role__c</fullName>");
});

test("lets its user edit the fields that are there already as well: a permission set is replaced as a whole", () => {
  expect(contentOf("objects/Account.object")).not.toContain("Ai_Note__c");
  expect(contentOf("permissionsets/Fieldwork_Account.permissionset")).toContain(
    "<field>Account.Ai_Note__c</field>",
  );
});

test("a choice is a restricted picklist, a text as long as it has to be", () => {
  const object = contentOf("objects/Account.object");
  expect(object).toContain("<restricted>true</restricted>");
  expect(object).toContain("<fullName>Software &amp; IT</fullName>");
  expect(object).toContain("<label>Media &lt;new&gt;</label>");
  expect(object).toMatch(/LongTextArea<\/type>\s*<length>400/);
  expect(contentOf("objects/Contact.object")).toMatch(/<type>Text<\/type>\s*<length>80/);
});

test("says the one command that deploys it", () => {
  expect(result.remedyIn("metadata/acme")).toContain(
    "sf project deploy start --metadata-dir metadata/acme --target-org <org>",
  );
  expect(result.remedyIn("metadata/acme")).toContain(
    "--name Fieldwork_Account --name Fieldwork_Contact",
  );
});
