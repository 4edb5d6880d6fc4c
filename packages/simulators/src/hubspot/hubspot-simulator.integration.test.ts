import { Client } from "@hubspot/api-client";
import {
  FilterOperatorEnum,
  type PublicObjectSearchRequest,
} from "@hubspot/api-client/lib/codegen/crm/companies/index.js";
import type { PropertyCreate } from "@hubspot/api-client/lib/codegen/crm/properties/index.js";
import { describe, expect, onTestFinished, test } from "vitest";
import type { HubspotOptions } from "./hubspot-options.ts";
import { createHubspotSimulator } from "./hubspot-simulator.ts";

async function open(options: HubspotOptions = {}) {
  const simulator = createHubspotSimulator(options);
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { accessToken } = simulator.credentials.integration;
  const { crm } = new Client({ accessToken, basePath: simulator.url });
  const call = (path: string, { method = "GET", body, token = accessToken }: RawCall = {}) =>
    fetch(`${simulator.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return { simulator, crm, call };
}

interface RawCall {
  method?: string;
  body?: unknown;
  token?: string;
}

type Filter = { propertyName: string; operator: string; value?: string; highValue?: string };

function searchFor(filters: (Filter & { values?: string[] })[], more: object = {}) {
  const request = { filterGroups: [{ filters }], properties: ["name"], limit: 100, ...more };
  return request as unknown as PublicObjectSearchRequest;
}

const byId = [{ propertyName: "hs_object_id", direction: "ASCENDING" }];

describe("records, by the official client", () => {
  test("are created, read, changed and archived", async () => {
    const { crm } = await open();
    const api = crm.companies.basicApi;
    const created = await api.create({ properties: { name: "A", description: "" } } as never);
    expect(Number(created.id)).toBeGreaterThan(2 ** 31);
    expect(created.createdAt).toBeInstanceOf(Date);
    await api.update(created.id, { properties: { name: "B", numberofemployees: "5000.00" } });
    const read = await api.getById(created.id, [
      "name",
      "numberofemployees",
      "description",
      "city",
    ]);
    expect(read.properties).toMatchObject({
      ...{ name: "B", numberofemployees: "5000.00", description: "", city: null },
      hs_lastmodifieddate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    await api.archive(created.id);
    await expect(api.getById(created.id)).rejects.toMatchObject({
      code: 404,
      body: { category: "OBJECT_NOT_FOUND", correlationId: expect.any(String) },
    });
  });

  test("contacts are stamped in a property of their own, and e-mails are unique", async () => {
    const { crm } = await open();
    const api = crm.contacts.basicApi;
    const { id } = await api.create({ properties: { email: "Anna@Acme.example" } } as never);
    const { properties } = await api.getById(id);
    expect(properties).toHaveProperty("lastmodifieddate");
    expect(properties).not.toHaveProperty("hs_lastmodifieddate");
    expect(properties.email).toBe("anna@acme.example");
    await expect(
      api.create({ properties: { email: "anna@acme.example" } } as never),
    ).rejects.toMatchObject({ code: 409 });
  });

  test("are listed page by page", async () => {
    const { simulator, crm } = await open();
    const rows = Array.from({ length: 250 }, (_, index) => ({ name: `Company ${index}` }));
    const ids = simulator.seed("companies", rows);
    const all = await crm.companies.getAll(100);
    expect(all.map(({ id }) => id)).toEqual(ids);
  });
});

describe("search", () => {
  async function openWithSizes() {
    const { simulator, crm } = await open();
    const sizes = ["5", "40", "300.0", null];
    await simulator.create(
      "companies",
      sizes.map((size, index) => ({ name: `Company ${index}`, numberofemployees: size })),
    );
    return async (filters: (Filter & { values?: string[] })[], more: object = {}) => {
      const found = await crm.companies.searchApi.doSearch(searchFor(filters, more));
      return found.results.map(({ properties }) => properties.name);
    };
  }

  test.each<[string, Partial<Filter> & { values?: string[] }, string[]]>([
    ["EQ", { value: "300" }, ["Company 2"]],
    ["NEQ", { value: "5" }, ["Company 1", "Company 2", "Company 3"]],
    ["LT", { value: "40" }, ["Company 0"]],
    ["LTE", { value: "40" }, ["Company 0", "Company 1"]],
    ["GT", { value: "40" }, ["Company 2"]],
    ["GTE", { value: "40" }, ["Company 1", "Company 2"]],
    ["BETWEEN", { value: "5", highValue: "40" }, ["Company 0", "Company 1"]],
    ["IN", { values: ["5", "300"] }, ["Company 0", "Company 2"]],
    ["HAS_PROPERTY", {}, ["Company 0", "Company 1", "Company 2"]],
    ["NOT_HAS_PROPERTY", {}, ["Company 3"]],
  ])("filters by %s", async (operator, operands, names) => {
    const search = await openWithSizes();
    const filter = { propertyName: "numberofemployees", operator, ...operands };
    expect(await search([filter], { sorts: byId })).toEqual(names);
  });

  test("joins filters by and, groups by or, and sorts downwards", async () => {
    const search = await openWithSizes();
    const named = (value: string) => ({ propertyName: "name", operator: "EQ", value });
    const small = { propertyName: "numberofemployees", operator: "LT", value: "100" };
    const filterGroups = [
      { filters: [small, named("company 1")] },
      { filters: [named("Company 3")] },
    ];
    const sorts = [{ propertyName: "name", direction: "DESCENDING" }];
    expect(await search([], { filterGroups, sorts })).toEqual(["Company 3", "Company 1"]);
  });

  test("ends at 10,000 results, however it is paged, and goes on by id", async () => {
    const { simulator, crm } = await open();
    const rows = Array.from({ length: 10_050 }, (_, index) => ({ name: `Company ${index}` }));
    const ids = simulator.seed("companies", rows);
    const page = (after: string, above = "0") =>
      crm.companies.searchApi.doSearch(
        searchFor(
          [{ propertyName: "hs_object_id", operator: FilterOperatorEnum.Gt, value: above }],
          { sorts: byId, limit: 200, after },
        ),
      );
    const last = await page("9800");
    expect(last.total).toBe(10_050);
    expect(last.results).toHaveLength(200);
    await expect(page("10000")).rejects.toMatchObject({ code: 400 });
    const beyond = await page("0", ids[9999]);
    expect(beyond.results.map(({ id }) => id)).toEqual(ids.slice(10_000));
    expect(beyond.paging).toBeUndefined();
  });

  test("refuses more than 200 a page, what is no property, and a value of another type", async () => {
    const { crm } = await open();
    const refused = (request: PublicObjectSearchRequest) =>
      expect(crm.companies.searchApi.doSearch(request)).rejects.toMatchObject({
        code: 400,
        body: { category: "VALIDATION_ERROR" },
      });
    await refused(searchFor([], { limit: 201 }));
    await refused(searchFor([{ propertyName: "nothing", operator: "EQ", value: "1" }]));
    await refused(searchFor([{ propertyName: "numberofemployees", operator: "GT", value: "x" }]));
  });

  test("sees a change only after the lag that it is given", async () => {
    let nowMs = 1_000_000;
    const { simulator, crm } = await open({ indexLagMs: 5000, now: () => nowMs });
    const [id = ""] = await simulator.create("companies", [{ name: "New" }]);
    const names = async () =>
      (await crm.companies.searchApi.doSearch(searchFor([]))).results.map(
        ({ properties }) => properties.name,
      );
    expect(await names()).toEqual([]);
    nowMs += 5001;
    expect(await names()).toEqual(["New"]);
    await simulator.edit({ object: "companies", id }, { name: "Newer" });
    expect(await names()).toEqual(["New"]);
    nowMs += 5001;
    expect(await names()).toEqual(["Newer"]);
    await simulator.remove({ object: "companies", id });
    expect(await names()).toEqual(["Newer"]);
  });

  test("tells of the day's limit only, and refuses in the recorded words", async () => {
    const { call } = await open({ searchesPerSecond: 1, now: () => 5000 });
    const search = () => call("/crm/v3/objects/companies/search", { method: "POST", body: {} });
    const { headers } = await search();
    expect(headers.get("x-hubspot-ratelimit-daily-remaining")).toBe("649999");
    expect(headers.get("x-hubspot-ratelimit-max")).toBeNull();
    expect(headers.get("date")).not.toBeNull();
    const refused = await search();
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBeNull();
    expect(await refused.json()).toEqual({
      status: "error",
      message: "You have reached your secondly limit.",
      correlationId: expect.any(String),
      category: "RATE_LIMITS",
    });
  });
});

describe("batches", () => {
  test("read what is there, and name with 207 what is not", async () => {
    const { simulator, crm } = await open();
    const ids = await simulator.create("companies", [{ name: "A" }, { name: "B" }]);
    const read = await crm.companies.batchApi.read({
      properties: ["name"],
      propertiesWithHistory: [],
      inputs: [...ids, "1"].map((id) => ({ id })),
    });
    expect(read.results.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(read).toMatchObject({
      numErrors: 1,
      errors: [{ category: "OBJECT_NOT_FOUND", context: { ids: ["1"] } }],
    });
  });

  test("refuse as a whole what has one bad value, a repeated id, or more than 100 inputs", async () => {
    const { simulator, crm } = await open();
    const ids = await simulator.create("companies", [{ name: "A" }, { name: "B" }]);
    const update = (inputs: { id: string; properties: Record<string, string> }[]) =>
      crm.companies.batchApi.update({ inputs });
    const name = (id: string) => ({ id, properties: { name: "C" } });
    const bad = ids.map((id, index) => ({
      id,
      properties: index === 0 ? { name: "C" } : { numberofemployees: "many" },
    }));
    await expect(update(bad)).rejects.toMatchObject({
      code: 400,
      body: {
        category: "VALIDATION_ERROR",
        message: expect.stringContaining("Property values were not valid"),
        errors: [{ code: "INVALID_LONG", context: { propertyName: ["numberofemployees"] } }],
      },
    });
    await expect(update([...ids, ...ids].map(name))).rejects.toMatchObject({ code: 400 });
    const tooMany = Array.from({ length: 101 }, (_, index) => name(`${index}`));
    await expect(update(tooMany)).rejects.toMatchObject({ code: 400 });
    const { counts, writes } = await simulator.books.read();
    expect(counts.writes).toEqual({ "create person": 2 });
    expect(writes.map(({ after }) => after.name)).toEqual(["A", "B"]);
  });

  test("do the rest and answer 207 where that is chosen", async () => {
    const { simulator, crm } = await open({ batchErrors: "per-input" });
    const ids = await simulator.create("companies", [{ name: "A" }, { name: "B" }]);
    const reply = await crm.companies.batchApi.update({
      inputs: [
        { id: ids[0] ?? "", properties: { nonsense: "1" } },
        { id: ids[1] ?? "", properties: { name: "C" } },
        { id: "7", properties: { name: "D" } },
      ],
    });
    expect(reply.results.map(({ id }) => id)).toEqual([ids[1]]);
    expect(reply).toMatchObject({
      errors: [
        { category: "VALIDATION_ERROR", context: { ids: [ids[0]] } },
        { category: "OBJECT_NOT_FOUND", context: { ids: ["7"] } },
      ],
    });
  });

  test("can say that all is well and do nothing", async () => {
    const { simulator, crm } = await open();
    const [id = ""] = await simulator.create("companies", [{ name: "A" }]);
    await simulator.faults.add({ kind: "batch-update", vendor: "silent-no-op" });
    const input = { id, properties: { name: "B" } };
    const reply = await crm.companies.batchApi.update({ inputs: [input] });
    expect(reply.results).toEqual([]);
    expect((await simulator.record({ object: "companies", id }))?.fields.name).toBe("A");
  });
});

describe("properties", () => {
  const property = {
    ...{ name: "ai_industry", label: "AI industry", groupName: "ai" },
    ...{ type: "enumeration", fieldType: "select" },
    options: [{ label: "Media", value: "Media", displayOrder: 0, hidden: false }],
  } as unknown as PropertyCreate;

  test("are created in a group, once, and then guard their values", async () => {
    const { crm, simulator } = await open();
    const { groupsApi, coreApi } = crm.properties;
    await expect(coreApi.create("companies", property)).rejects.toMatchObject({ code: 400 });
    await groupsApi.create("companies", { name: "ai", label: "AI", displayOrder: -1 });
    await expect(
      groupsApi.create("companies", { name: "ai", label: "AI", displayOrder: -1 }),
    ).rejects.toMatchObject({ code: 409 });
    await coreApi.create("companies", property);
    await expect(coreApi.create("companies", property)).rejects.toMatchObject({ code: 409 });
    const all = await coreApi.getAll("companies");
    const found = all.results.find(({ name }) => name === "ai_industry");
    expect(found?.modificationMetadata?.readOnlyValue).toBe(false);
    const stamp = all.results.find(({ name }) => name === "hs_lastmodifieddate");
    expect(stamp?.modificationMetadata?.readOnlyValue).toBe(true);
    const [id = ""] = await simulator.create("companies", [{ name: "A" }]);
    const write = (value: string) =>
      crm.companies.basicApi.update(id, { properties: { ai_industry: value } });
    await write("Media");
    await expect(write("media")).rejects.toMatchObject({ code: 400 });
    await write("");
    const { properties } = await crm.companies.basicApi.getById(id, ["ai_industry"]);
    expect(properties.ai_industry).toBe("");
  });

  test("of a type that its field cannot have are refused", async () => {
    const { crm } = await open();
    const wrong = { ...property, groupName: "companyinformation", fieldType: "textarea" };
    await expect(
      crm.properties.coreApi.create("companies", wrong as unknown as PropertyCreate),
    ).rejects.toMatchObject({ code: 400 });
  });
});

test("tells an integration's write from a person's, and from a stranger's", async () => {
  const { simulator, crm, call } = await open();
  const [id = ""] = await simulator.create("companies", [{ name: "A" }], { by: "system" });
  const path = `/crm/v3/objects/companies/${id}`;
  await crm.companies.basicApi.update(id, { properties: { city: "Lund" } });
  const { accessToken } = simulator.credentials.person;
  const body = { properties: { city: "Malmo" } };
  await call(path, { method: "PATCH", token: accessToken, body });
  expect((await call(path, { token: "pat-unknown" })).status).toBe(401);
  const { writes, calls } = await simulator.books.read();
  expect(writes).toMatchObject([
    { action: "create", by: "system", recordId: id, after: { name: "A" } },
    { action: "update", by: "integration", before: { city: null }, after: { city: "Lund" } },
    { action: "update", by: "person", before: { city: "Lund" }, after: { city: "Malmo" } },
  ]);
  expect(calls.map(({ caller, status }) => `${caller} ${status}`)).toEqual([
    "integration 200",
    "person 200",
    "nobody 401",
  ]);
  const history = await call(`${path}?propertiesWithHistory=city`);
  expect(await history.json()).toMatchObject({
    propertiesWithHistory: {
      city: [
        { value: "Malmo", sourceType: "CRM_UI" },
        { value: "Lund", sourceType: "INTEGRATION" },
      ],
    },
  });
});

test("a person's edit fits between the two calls of an integration", async () => {
  const { simulator, crm } = await open();
  const [id = ""] = await simulator.create("companies", [{ name: "A" }]);
  const held = await simulator.faults.hold({ kind: "batch-update" });
  const writing = crm.companies.batchApi.update({ inputs: [{ id, properties: { name: "C" } }] });
  await held.arrived;
  await simulator.edit({ object: "companies", id }, { name: "B" });
  await held.release();
  await writing;
  const { writes } = await simulator.books.read();
  expect(writes.map(({ by, before, after }) => [by, before.name, after.name])).toEqual([
    ["person", undefined, "A"],
    ["person", "A", "B"],
    ["integration", "B", "C"],
  ]);
});

test("speaks the date-based paths as well", async () => {
  const { call } = await open();
  const created = await call("/crm/objects/2026-03/companies", {
    method: "POST",
    body: { properties: { name: "A" } },
  });
  const { id } = (await created.json()) as { id: string };
  expect((await call(`/crm/objects/2026-09/companies/${id}`)).status).toBe(200);
  expect((await call("/crm/properties/2026-03/companies")).status).toBe(200);
});
