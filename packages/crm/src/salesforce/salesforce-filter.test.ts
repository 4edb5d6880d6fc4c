import { parseFilter, type RecordFilter } from "@fieldwork/contracts";
import { expect, test } from "vitest";
import type { MappedField } from "../mapping/mapping.ts";
import type { SalesforceField } from "./salesforce-fields.ts";
import { soqlFilter } from "./salesforce-filter.ts";

const mapped = (field: string, type: MappedField["type"], ...from: string[]): MappedField => ({
  ...{ field, type, from, filterable: true },
});
const fields = [
  ...[mapped("name", "text", "Name"), mapped("about", "text", "Description")],
  ...[mapped("domain", "domain", "Website"), mapped("phone", "phone", "Phone")],
  ...[mapped("country", "text", "Land__c", "BillingCountry"), mapped("size", "integer", "Size")],
  ...[mapped("revenue", "number", "Revenue"), mapped("isClient", "boolean", "IsClient")],
  ...[mapped("closesOn", "date", "CloseDate"), mapped("seenAt", "time", "SeenAt")],
  ...[mapped("tags", "choices", "Tags"), mapped("hidden", "text", "Hidden")],
];
const known: Record<string, SalesforceField> = Object.fromEntries(
  [
    ...[
      ["Name", "string"],
      ["Description", "textarea"],
      ["Website", "url"],
      ["Phone", "phone"],
    ],
    ...[
      ["BillingCountry", "string"],
      ["Land__c", "picklist"],
      ["Size", "int"],
    ],
    ...[
      ["Revenue", "currency"],
      ["IsClient", "boolean"],
      ["CloseDate", "date"],
    ],
    ...[
      ["SeenAt", "datetime"],
      ["Tags", "multipicklist"],
      ["Ai_Role__c", "picklist"],
    ],
  ].map(([name = "", type = ""]) => [name, { name, type, filterable: name !== "Description" }]),
);
const context = {
  read: { type: "Account", fields, names: [] },
  outputs: [{ field: "ai_role", label: "Role", type: "text", maxChars: 40 }] as const,
  schema: { find: (name: string) => known[name] },
};
const asked = (filter: RecordFilter) => soqlFilter(filter, context);

test.each<[string, string, boolean]>([
  ['name = "O\'Brien"', "Name = 'O\\'Brien'", false],
  ['name in (a, "b\\\\")', "Name IN ('a', 'b\\\\')", false],
  ['name contains "50%_"', "Name LIKE '%50\\%\\_%'", false],
  ["name starts with a", "Name LIKE 'a%'", false],
  ["name is blank", "Name = null", true],
  ["country = NO", "(Land__c = 'NO' OR BillingCountry = 'NO')", false],
  ["country is blank", "(Land__c = null AND BillingCountry = null)", true],
  ["domain is not blank", "Website != null", false],
  ["phone is blank", "Phone = null", true],
  ["size > 50 and revenue <= 0.5", "(Size > 50 AND Revenue <= 0.5)", true],
  ["revenue = 50.0", "Revenue = 50.0", false],
  ["size between 1 and 5", "(Size >= 1 AND Size <= 5)", true],
  ["isClient = true", "(IsClient = true)", true],
  ["closesOn = 2026-03-01", "CloseDate = 2026-03-01", true],
  ["closesOn >= 2026-03-01T09:30:00.000Z", "CloseDate >= 2026-03-01", false],
  ["closesOn < 2026-03-01", "CloseDate <= 2026-03-01", false],
  ["seenAt >= 2026-03-01", "SeenAt >= 2026-03-01T00:00:00.000Z", false],
  ["tags is not blank", "Tags != null", true],
  ["ai_role is blank", "Ai_Role__c = null", true],
  ["id in (0014W000027f6V3, x) or name = a", "(Id IN ('0014W000027f6V3QAI') OR Name = 'a')", false],
  ["name = a and about contains b", "Name = 'a'", false],
  ["name = a and phone = 5", "Name = 'a'", false],
])("%s asks for what may match: %s", (text, query, isExact) => {
  expect(asked(parseFilter(text))).toEqual({ query, isExact });
});

test.each([
  ...["name != a", "name contains x or about contains y", "about is blank", "domain = a.no"],
  ...[
    "domain is blank",
    "phone = 5",
    "tags = a",
    "hidden is blank",
    "unknown = 1",
    "ai_role = CEO",
  ],
  ...["size > 3000000000", "revenue > 1234567890123456", "isClient is blank", "closesOn = many"],
  ...["closesOn > 1066-10-14", 'name contains "a\\\\"', "id in (x)", "isClient = yes", "name > 5"],
])("%s cannot be asked without the risk of missing a record", (text) => {
  expect(asked(parseFilter(text))).toBeUndefined();
});

test("what makes the query too long is left out", () => {
  const values = Array.from({ length: 150 }, (_, n) => `${n} ${"å".repeat(20)}`);
  const long = { field: "name", is: "anyOf", values } as const;
  const short = parseFilter("size = 5");
  expect(asked({ all: [long, short] })).toEqual({ query: "Size = 5", isExact: false });
  expect(asked({ any: [long, short] })).toBeUndefined();
});
