import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StoredRecord } from "../core/record-store.ts";
import { numberedId } from "./salesforce-ids.ts";
import { callers } from "./salesforce-sessions.ts";
import { standardFields } from "./salesforce-standard-fields.ts";
import { parseSoql } from "./soql-parser.ts";
import { runSoql } from "./soql-run.ts";

function account(number: number, fields: Record<string, unknown>, atMs = 0): StoredRecord {
  const by = callers.integration;
  return {
    object: "Account",
    id: numberedId("001Wz00000", number),
    fields,
    ...{ createdAtMs: 0, createdBy: by, modifiedAtMs: atMs, modifiedBy: by, deletedAtMs: null },
    ...{ savedAtMs: atMs, savedBy: by, versions: {} },
  };
}

const second = (number: number) => Date.UTC(2026, 2, 1, 2, 0, number);
const rows = [
  account(1, { Name: "Acme", NumberOfEmployees: 10, BillingCity: "Lund" }, second(2)),
  account(2, { Name: "acme", NumberOfEmployees: 200, BillingCity: null }, second(1)),
  account(3, { Name: "O'Brien_100%", NumberOfEmployees: null, BillingCity: "Malmö" }, second(2)),
  { ...account(4, { Name: "Gone" }, second(3)), deletedAtMs: second(3) },
];

function field(name: string) {
  return standardFields.Account.find((one) => one.name.toLowerCase() === name.toLowerCase());
}

function run(soql: string, { records = rows, isAll = false } = {}): number[] {
  const found = runSoql(parseSoql(soql), { records, field, isAll });
  return found.map((record) => rows.indexOf(record) + 1);
}

const where = (condition: string) => run(`SELECT Id FROM Account WHERE ${condition}`);

describe("conditions", () => {
  test.each<[string, number[]]>([
    ["Name = 'ACME'", [1, 2]],
    ["name != 'acme'", [3]],
    ["Name LIKE 'a%'", [1, 2]],
    ["Name LIKE '_cme'", [1, 2]],
    ["Name LIKE 'o\\'brien\\_100\\%'", [3]],
    ["Name LIKE '%1_0\\%'", [3]],
    ["Name = 'O\\'Brien_100%'", [3]],
    ["Name IN ('acme', 'nobody')", [1, 2]],
    ["Name NOT IN ('acme', 'nobody')", [3]],
    ["NumberOfEmployees > 10", [2]],
    ["NumberOfEmployees >= 10 AND NumberOfEmployees <= 200", [1, 2]],
    ["NumberOfEmployees = null", [3]],
    ["BillingCity != null", [1, 3]],
    ["BillingCity != 'Lund'", [2, 3]],
    ["NOT (Name = 'acme' OR BillingCity = 'malmö')", []],
    ["NOT Name = 'acme' AND BillingCity = 'malmö'", [3]],
    [`Id = '${rows[1]?.id.slice(0, 15)}'`, [2]],
    [`Id > '${rows[0]?.id}'`, [2, 3]],
    ["SystemModstamp > 2026-03-01T02:00:01Z", [1, 3]],
    ["SystemModstamp = 2026-03-01T03:00:01.000+01:00", [2]],
    ["SystemModstamp < 2026-03-01T02:00:02.000+0000", [2]],
    ["CreatedDate >= 2026-03-01", []],
    ["IsDeleted = false", [1, 2, 3]],
  ])("%s", (condition, expected) => {
    expect(where(condition)).toEqual(expected);
  });

  test("the rows after a position, in the order that pages by it need", () => {
    const soql = `SELECT Id FROM Account WHERE (SystemModstamp = 2026-03-01T02:00:02Z AND Id > '${rows[0]?.id}') OR SystemModstamp > 2026-03-01T02:00:02Z ORDER BY SystemModstamp, Id`;
    expect(run(soql)).toEqual([3]);
    expect(run(soql, { isAll: true })).toEqual([3, 4]);
  });

  test("any text is found by itself, once it is escaped", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        const literal = name
          .replace(/[\\'"]/g, "\\$&")
          .replace(/\n/g, "\\n")
          .replace(/\r/g, "\\r");
        const records = [account(9, { Name: name === "" ? null : name })];
        const soql = `SELECT Id FROM Account WHERE Name = '${literal}'`;
        expect(runSoql(parseSoql(soql), { records, field, isAll: false })).toHaveLength(
          name === "" ? 0 : 1,
        );
      }),
    );
  });
});

describe("order and pages", () => {
  test.each<[string, number[]]>([
    ["ORDER BY NumberOfEmployees", [3, 1, 2]],
    ["ORDER BY NumberOfEmployees ASC NULLS LAST", [1, 2, 3]],
    ["ORDER BY NumberOfEmployees DESC", [3, 2, 1]],
    ["ORDER BY NumberOfEmployees DESC NULLS LAST", [2, 1, 3]],
    ["ORDER BY SystemModstamp, Id DESC", [2, 3, 1]],
    ["ORDER BY Id LIMIT 2", [1, 2]],
    ["ORDER BY Id LIMIT 2 OFFSET 1", [2, 3]],
    ["LIMIT 0", []],
  ])("%s", (end, expected) => {
    expect(run(`SELECT Id FROM Account ${end}`)).toEqual(expected);
  });
});

describe("refusals", () => {
  test.each([
    "SELECT FROM Account",
    "SELECT Id Account",
    "SELECT Id FROM Account WHERE",
    "SELECT Id FROM Account WHERE Name = acme",
    "SELECT Id FROM Account WHERE Name = 'acme",
    "SELECT Id FROM Account WHERE Name = 'a' OR Name = 'b' AND Name = 'c'",
    "SELECT Id FROM Account WHERE Name = 'a\\x'",
    "SELECT Id FROM Account WHERE Name = 'two\nlines'",
    "SELECT Id FROM Account WHERE SystemModstamp > 2026-03-01T02:00:00.000 0000",
    "SELECT Id FROM Account LIMIT -1",
    "SELECT Id FROM Account; DELETE",
  ])("%s is malformed", (soql) => {
    expect(() => run(soql)).toThrow(/^MALFORMED_QUERY/);
  });

  test.each([
    ["SELECT Nope FROM Account", "No such column 'Nope' on entity 'Account'"],
    ["SELECT Id FROM Account WHERE Nope = 1", "No such column 'Nope'"],
    ["SELECT Id FROM Account WHERE Description = 'x'", "can not be filtered"],
    ["SELECT Id FROM Account ORDER BY Description", "can not be sorted"],
    ["SELECT Id FROM Account WHERE SystemModstamp > '2026-03-01T02:00:00Z'", "not be enclosed"],
    ["SELECT Id FROM Account WHERE NumberOfEmployees = '5'", "must be of type int"],
  ])("%s names a field wrongly", (soql, message) => {
    expect(() => run(soql)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message) }),
    );
    expect(() => run(soql)).toThrow(/^INVALID_FIELD/);
  });
});
