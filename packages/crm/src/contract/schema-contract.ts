import { expect, test } from "vitest";
import type { OutputField } from "../crm-adapter.ts";
import { type CreateFixture, never, open } from "./contract-steps.ts";
import { contractOutputs } from "./crm-fixture.ts";

export function describeSchema(create: CreateFixture): void {
  test("describes canonical fields and outputs as the CRM has them", async () => {
    const crm = await open(create);
    const fields = await crm.connect().describeFields("company", never);
    const byName = new Map(fields.map((field) => [field.field, field]));
    expect(byName.get("name")).toMatchObject({ exists: true, writable: true, isFilterable: false });
    expect(byName.get("country")).toMatchObject({ type: "text", isFilterable: true });
    expect(byName.get("ai_industry")).toMatchObject({
      ...{ exists: true, writable: true, type: "choice", isFilterable: true },
      options: ["Media", "Retail", "Software & IT"],
    });
    expect(byName.get("ai_summary")?.maxChars).toBeGreaterThanOrEqual(400);
  });

  test("finds its output fields ready, time and again", async () => {
    const crm = await open(create);
    const adapter = crm.connect();
    const fields = contractOutputs("company");
    for (const _ of [1, 2]) {
      const result = await adapter.ensureOutputFields("company", fields, never);
      expect(result).toEqual({ kind: "ready", created: [] });
    }
  });

  test("refuses a field of the same name that holds something else", async () => {
    const crm = await open(create);
    const wrong: OutputField[] = [
      { field: "ai_industry", label: "AI industry", type: "text", maxChars: 40 },
    ];
    await expect(crm.connect().ensureOutputFields("company", wrong, never)).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.stringMatching(/industry/i),
    });
  });
}
