import { parseFilter } from "@fieldwork/contracts";
import { expect, test } from "vitest";
import type { MappedField } from "../mapping/mapping.ts";
import type { HubspotProperty } from "./hubspot-fields.ts";
import { type HubspotGroups, hubspotFilter } from "./hubspot-filter.ts";

const mapped = (field: string, type: MappedField["type"], ...from: string[]): MappedField => ({
  ...{ field, type, from, filterable: true },
});
const property = (name: string, type: string, fieldType = "text"): HubspotProperty => ({
  ...{ name, type, fieldType, options: [{ label: "Lead", value: "lead" }] },
});
const fields = [
  ...[mapped("name", "text", "name"), mapped("domain", "domain", "domain", "website")],
  ...[mapped("land", "text", "land", "country"), mapped("size", "integer", "size")],
  ...[mapped("isClient", "boolean", "client"), mapped("stage", "choice", "stage")],
  ...[mapped("closesOn", "date", "closedate"), mapped("bornOn", "date", "born")],
  ...[mapped("tags", "choices", "tags"), mapped("hidden", "text", "hidden")],
];
const properties = [
  ...[property("name", "string"), property("domain", "string"), property("website", "string")],
  ...[property("land", "string"), property("country", "string"), property("size", "number")],
  ...[property("client", "bool", "booleancheckbox"), property("stage", "enumeration", "select")],
  ...[property("closedate", "datetime", "date"), property("born", "date", "date")],
  ...[property("tags", "enumeration", "checkbox"), property("ai_role", "string")],
];
const context = {
  read: { type: "companies", modifiedAt: "hs_lastmodifieddate", fields, properties: [] },
  outputs: [{ field: "ai_role", label: "Role", type: "text", maxChars: 40 }] as const,
  schema: new Map(properties.map((one) => [one.name, one])),
};
const asked = (text: string) => hubspotFilter(parseFilter(text), context);

/** `name EQ a` for a filter, ` and ` within a group, ` or ` between groups. */
function written(groups: HubspotGroups): string {
  const one = ({ propertyName, operator, value, highValue, values }: HubspotGroups[0][0]) =>
    [propertyName, operator, value, highValue, values?.join("|")].filter(Boolean).join(" ");
  return groups.map((group) => group.map(one).join(" and ")).join(" or ");
}

const day = Date.parse("2026-03-01T00:00:00.000Z");
test.each<[string, string, boolean]>([
  ["name = Acme", "name EQ Acme", false],
  ["name in (Acme, BETA)", "name IN acme|beta", false],
  ["stage in (lead)", "stage IN lead", false],
  ["land = NO", "land EQ NO or country EQ NO", false],
  ["land is blank", "land NOT_HAS_PROPERTY and country NOT_HAS_PROPERTY", true],
  ["domain is not blank", "domain HAS_PROPERTY or website HAS_PROPERTY", false],
  ["ai_role is blank and size >= 5", "ai_role NOT_HAS_PROPERTY and size GTE 5", true],
  ["size > 5", "size GTE 5", false],
  ["size between 1 and 5", "size BETWEEN 1 5", true],
  ["isClient = true", "client EQ true", true],
  ["bornOn = 2026-03-01", `born EQ ${day}`, false],
  ["bornOn < 2026-03-01T09:30:00.000Z", `born LTE ${day}`, false],
  ["closesOn >= 2026-03-01T00:00:00.001Z", `closedate GTE ${day + 1}`, false],
  [
    "(name = a or size = 1) and isClient = true",
    "name EQ a and client EQ true or size EQ 1 and client EQ true",
    false,
  ],
  ["name = a and name = b", "name EQ a", false],
  ["name = a and land contains b", "name EQ a", false],
])("%s asks for what may match: %s", (text, groups, isExact) => {
  const found = asked(text);
  expect(found && { groups: written(found.query), isExact: found.isExact }).toEqual({
    groups,
    isExact,
  });
});

test.each([
  ...["name != a", "name contains a", "name starts with a", "domain = a.no", "domain is blank"],
  ...[
    "stage = other",
    "tags = a",
    "hidden is blank",
    "unknown = 1",
    "id = 5",
    "id = 5 or name = a",
  ],
  ...[
    "name in (Åsa, b)",
    'name = " a"',
    "size = 12345678901234567",
    "isClient = yes",
    "ai_role = a",
  ],
])("%s cannot be asked without the risk of missing a record", (text) => {
  expect(asked(text)).toBeUndefined();
});

test("what would be more groups or filters than a search takes is left out", () => {
  const six = ["a", "b", "c", "d", "e", "f"].map((one) => `name = ${one}`).join(" or ");
  expect(asked(six)).toBeUndefined();
  expect(asked(`(${six}) and size = 1`)).toMatchObject({ isExact: false });
  expect(written(asked(`(${six}) and size = 1`)?.query ?? [])).toBe("size EQ 1");
  const five = "(name = a or name = b or name = c or name = d or name = e)";
  const all = asked(`${five} and size = 1 and isClient = true and stage = lead`);
  expect(all?.query.flat().length).toBeLessThanOrEqual(13);
});
