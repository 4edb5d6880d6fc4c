import { recordChanged } from "@fieldwork/contracts";
import { describe, expect, test } from "vitest";
import { objectsOf } from "../mapping/mapping.ts";
import { salesforceObject } from "./salesforce-fields.ts";
import { salesforceMapping } from "./salesforce-mapping.ts";
import { changeFromSalesforce, fieldsToRead, recordFromSalesforce } from "./salesforce-records.ts";

const fields = [
  "Name",
  "Website",
  "Phone",
  "BillingCountry",
  "NumberOfEmployees",
  "AI_Industry__c",
];
const byName = new Map(fields.map((name) => [name.toLowerCase(), { name, type: "string" }]));
const context = {
  connection: "acme",
  object: "company",
  read: objectsOf(salesforceMapping, salesforceObject)("company"),
  outputs: [{ field: "ai_industry", label: "AI industry", type: "text" as const, maxChars: 40 }],
  schema: { find: (apiName: string) => byName.get(apiName.toLowerCase()) },
};
const row = {
  Id: "0014W000027f6V3",
  SystemModstamp: "2026-03-01T10:00:00.000+0000",
  attributes: { type: "Account" },
};

describe("recordFromSalesforce", () => {
  test("puts an account in canonical terms", () => {
    const record = recordFromSalesforce(
      {
        ...row,
        Name: "Berg & Son",
        Website: "http://www.berg.se",
        Phone: "08-123 456 78",
        BillingCountry: "Sweden",
        NumberOfEmployees: 120,
        AI_Industry__c: null,
      },
      context,
    );
    expect(record).toMatchObject({
      ref: { connection: "acme", object: "company", id: "0014W000027f6V3QAI" },
      version: { vendorAt: "2026-03-01T10:00:00.000Z" },
      fields: {
        name: "Berg & Son",
        domain: "berg.se",
        phone: "+46812345678",
        country: "Sweden",
        employees: "120",
      },
      outputs: { ai_industry: null },
    });
  });

  test("crm-14: what was not selected is absent, not empty", () => {
    expect(recordFromSalesforce(row, context)).toMatchObject({ fields: {}, outputs: {} });
  });

  test("selects what our user may see, by the name it was made under", () => {
    expect(fieldsToRead(context)).toEqual(["Id", "SystemModstamp", ...fields]);
  });
});

describe("changeFromSalesforce", () => {
  test("a row of the recycle bin is a deletion", () => {
    expect(changeFromSalesforce({ ...row, IsDeleted: true }, context)).toMatchObject({
      kind: "deleted",
      ref: { id: "0014W000027f6V3QAI" },
      version: { vendorAt: "2026-03-01T10:00:00.000Z" },
    });
  });

  test.each([{ Id: null }, { SystemModstamp: "" }, { SystemModstamp: null }])(
    "a row with %j is told all the same, for the log to refuse it alone",
    (odd) => {
      const change = changeFromSalesforce({ ...row, ...odd }, context);
      const event = { ...change, readAt: "2026-03-01T10:00:00.000Z" };
      expect(recordChanged.safeParse(event).success).toBe(false);
    },
  );
});
