import { describe, expect, test } from "vitest";
import type { HubspotOptions } from "./hubspot-options.ts";
import { named, open } from "./testing.ts";

describe("batches", () => {
  test("update under one stamp, and enter who did it", async () => {
    const { simulator, companies } = await open();
    const ids = simulator.seed("companies", named(100));
    const { status, results } = await companies.batchApi.update({
      inputs: ids.map((id) => ({ id, properties: { city: "Lund" } })),
    });
    expect(status).toBe("COMPLETE");
    expect(results.map(({ id }) => id).toSorted()).toEqual(ids);
    expect(new Set(results.map(({ updatedAt }) => updatedAt.getTime())).size).toBe(1);
    const { writes } = await simulator.books.read();
    expect(writes).toHaveLength(100);
    expect(writes[0]).toMatchObject({ by: "integration", before: { city: null } });
  });

  test.each<[HubspotOptions["batchErrors"], boolean, number]>([
    ["whole-batch", true, 400],
    ["by-trace-id", false, 400],
    ["by-trace-id", true, 207],
    ["per-input", false, 207],
  ])("with errors %s and trace ids %s answer a bad input with %i", async (mode, traced, status) => {
    const { simulator, call } = await open({ batchErrors: mode });
    const [good = "", bad = ""] = await simulator.create("companies", named(2));
    const inputs = [
      { id: good, properties: { city: "Lund" } },
      { id: bad, properties: { nope: "x", numberofemployees: "1,000" } },
    ].map((input, index) => ({ ...input, ...(traced && { objectWriteTraceId: `t${index}` }) }));
    const reply = await call("/crm/v3/objects/companies/batch/update", {
      method: "POST",
      body: JSON.stringify({ inputs }),
    });
    expect(reply.status).toBe(status);
    const problems = {
      category: "VALIDATION_ERROR",
      message: expect.stringMatching(/^Property values were not valid: \[\{"isValid":false/),
      errors: [
        { code: "PROPERTY_DOESNT_EXIST", context: { propertyName: ["nope"] } },
        { code: "INVALID_LONG", context: { propertyName: ["numberofemployees"] } },
      ],
    };
    const context = { ids: [bad], ...(traced && { objectWriteTraceId: ["t1"] }) };
    expect(await reply.json()).toMatchObject(
      status === 400
        ? problems
        : { numErrors: 1, results: [{ id: good }], errors: [{ ...problems, context }] },
    );
    const { fields } = (await simulator.record({ object: "companies", id: good })) ?? {};
    expect(fields?.city).toBe(status === 207 ? "Lund" : undefined);
  });

  test.each<[string, { id: string; properties: Record<string, string> }[], RegExp]>([
    [
      "an id twice",
      Array(2).fill({ id: "7", properties: { city: "x" } }),
      /^Duplicate IDs found in batch input: \[7\]/,
    ],
    [
      "101 inputs",
      Array.from({ length: 101 }, (_, id) => ({ id: `${id}`, properties: {} })),
      /at most 100/,
    ],
    ["no inputs", [], /No inputs/],
  ])("refuse %s", async (_, inputs, message) => {
    const { companies } = await open();
    await expect(companies.batchApi.update({ inputs })).rejects.toMatchObject({
      code: 400,
      body: { category: "VALIDATION_ERROR", message: expect.stringMatching(message) },
    });
  });
});

describe("records", () => {
  test("are created, changed and archived, and show who set a value", async () => {
    const { companies, call } = await open();
    const { id } = await companies.basicApi.create({ properties: { name: "A" }, associations: [] });
    await call(`/crm/v3/objects/companies/${id}`, {
      method: "PATCH",
      body: JSON.stringify({ properties: { name: "" } }),
    });
    const { properties, propertiesWithHistory } = await companies.basicApi.getById(
      id,
      ["name", "hs_object_source"],
      ["name"],
    );
    expect(properties).toMatchObject({ name: "", hs_object_source: "INTEGRATION" });
    expect(propertiesWithHistory?.name).toMatchObject([
      { value: "", sourceType: "CRM_UI", sourceId: expect.stringMatching(/^userId:/) },
      { value: "A", sourceType: "INTEGRATION" },
    ]);
    await companies.basicApi.archive(id);
    await expect(companies.basicApi.getById(id)).rejects.toMatchObject({ code: 404 });
    const archived = await companies.basicApi.getPage(10, undefined, [], [], [], true);
    expect(archived.results).toMatchObject([{ id, archived: true }]);
  });
});
