import type {
  Filter,
  FilterOperatorEnum,
} from "@hubspot/api-client/lib/codegen/crm/companies/index.js";
import { describe, expect, test } from "vitest";
import { named, open } from "./testing.ts";

function filter(propertyName: string, operator: string, rest: Partial<Filter> = {}): Filter {
  return { propertyName, operator: operator as FilterOperatorEnum, ...rest };
}

const ascendingIds = [
  { propertyName: "hs_object_id", direction: "ASCENDING" },
] as unknown as string[];

describe("search", () => {
  test("pages, and ends at 10,000 results however it is paged", async () => {
    const { simulator, companies } = await open();
    const ids = simulator.seed("companies", named(10_500));
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await companies.searchApi.doSearch({
        limit: 200,
        sorts: ascendingIds,
        ...(after !== undefined && { after }),
      });
      expect(page.total).toBe(10_500);
      found.push(...page.results.map(({ id }) => id));
      after = page.paging?.next?.after;
    } while (after !== undefined && Number(after) < 10_000);
    expect(found).toEqual(ids.slice(0, 10_000));
    await expect(
      companies.searchApi.doSearch({ limit: 200, after: "10000" }),
    ).rejects.toMatchObject({ code: 400, body: { category: "VALIDATION_ERROR" } });
  });

  test("goes on past them by id", async () => {
    const { simulator, companies } = await open();
    const ids = simulator.seed("companies", named(300));
    const page = await companies.searchApi.doSearch({
      limit: 200,
      sorts: ascendingIds,
      filterGroups: [{ filters: [filter("hs_object_id", "GT", { value: ids[199] ?? "" })] }],
    });
    expect(page.results.map(({ id }) => id)).toEqual(ids.slice(200));
  });

  const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 0, 0, second, 334));
  test.each<[string, Filter[][], string[]]>([
    ["EQ, whatever the case", [[filter("name", "EQ", { value: "acme" })]], ["Acme"]],
    ["NEQ", [[filter("name", "NEQ", { value: "acme" })]], ["Beta", "Gamma"]],
    ["IN", [[filter("name", "IN", { values: ["acme", "gamma"] })]], ["Acme", "Gamma"]],
    ["HAS_PROPERTY", [[filter("city", "HAS_PROPERTY")]], ["Acme", "Beta"]],
    ["NOT_HAS_PROPERTY", [[filter("city", "NOT_HAS_PROPERTY")]], ["Gamma"]],
    ["a number", [[filter("numberofemployees", "GT", { value: "9" })]], ["Acme", "Beta"]],
    [
      "BETWEEN, in milliseconds",
      [
        [
          filter("hs_lastmodifieddate", "BETWEEN", {
            value: `${at(2).getTime()}`,
            highValue: `${at(3).getTime()}`,
          }),
        ],
      ],
      ["Beta", "Gamma"],
    ],
    ["LT", [[filter("hs_lastmodifieddate", "LT", { value: `${at(2).getTime()}` })]], ["Acme"]],
    [
      "and inside a group, or between them",
      [
        [filter("city", "EQ", { value: "lund" }), filter("name", "EQ", { value: "beta" })],
        [filter("name", "EQ", { value: "gamma" })],
      ],
      ["Beta", "Gamma"],
    ],
  ])("filters by %s", async (_, groups, names) => {
    const { simulator, companies } = await open();
    const rows = [
      { name: "Acme", city: "Lund", numberofemployees: "10" },
      { name: "Beta", city: "Lund", numberofemployees: "5000.00" },
      { name: "Gamma", numberofemployees: "9" },
    ];
    for (const [index, row] of rows.entries()) {
      await simulator.create("companies", [row], { at: at(index + 1) });
    }
    const { results } = await companies.searchApi.doSearch({
      filterGroups: groups.map((filters) => ({ filters })),
      properties: ["name"],
    });
    expect(results.map(({ properties }) => properties.name)).toEqual(names);
  });

  test.each<[string, object]>([
    ["a page of 201", { limit: 201 }],
    ["a property that is not there", { sorts: ["nope"] }],
    ["an operator that is none", { filterGroups: [{ filters: [filter("name", "LIKE")] }] }],
    [
      "a time that is none",
      { filterGroups: [{ filters: [filter("createdate", "GT", { value: "soon" })] }] },
    ],
    [
      "a value where there may be none",
      { filterGroups: [{ filters: [filter("name", "HAS_PROPERTY", { value: "" })] }] },
    ],
    ["six groups", { filterGroups: Array(6).fill({ filters: [filter("name", "HAS_PROPERTY")] }) }],
  ])("refuses %s", async (_, request) => {
    const { companies } = await open();
    await expect(companies.searchApi.doSearch(request)).rejects.toMatchObject({
      code: 400,
      body: { status: "error", correlationId: expect.any(String), category: "VALIDATION_ERROR" },
    });
  });

  test("does not see what was changed a moment ago, when it is told to lag", async () => {
    let nowMs = Date.UTC(2026, 2, 1);
    const { simulator, companies } = await open({ indexLagMs: 5000, now: () => nowMs });
    const names = async () => {
      const { results } = await companies.searchApi.doSearch({ limit: 10 });
      return results.map(({ properties }) => properties.name);
    };
    const [id = ""] = await simulator.create("companies", [{ name: "A" }]);
    expect(await names()).toEqual([]);
    nowMs += 5000;
    expect(await names()).toEqual(["A"]);
    await simulator.edit({ object: "companies", id }, { name: "B" });
    nowMs += 2000;
    await simulator.edit({ object: "companies", id }, { name: "C" });
    expect(await names()).toEqual(["A"]);
    nowMs += 3000;
    expect(await names()).toEqual(["B"]);
    await simulator.remove({ object: "companies", id });
    nowMs += 2000;
    expect(await names()).toEqual(["C"]);
    nowMs += 3000;
    expect(await names()).toEqual([]);
  });
});
