import { expect, test } from "vitest";
import { sameValue } from "../same-value.ts";
import {
  type CreateFixture,
  companies,
  countOutputs,
  industryOf,
  kindsOf,
  never,
  open,
  write,
} from "./contract-steps.ts";

export function describeWriting(create: CreateFixture): void {
  test("crm-33: writes, clears, and leaves what it was not given", async () => {
    const crm = await open(create);
    const [id = ""] = await crm.create("company", [{ name: "A" }]);
    const adapter = crm.connect();
    const summary = "Two lines.\r\n\"Quoted\" & <b>'plain'</b> 👩‍💻";
    await write(adapter, [{ id, values: { ai_industry: "Software & IT", ai_summary: summary } }]);
    await write(adapter, [{ id, values: { ai_industry: null } }]);
    const [record] = await adapter.readRecords("company", [id], never);
    expect(record?.fields.name).toBe("A");
    expect(record?.outputs.ai_industry).toBeNull();
    expect(sameValue(record?.outputs.ai_summary, summary)).toBe(true);
  });

  test("crm-22: writes more records than one call takes, and answers in order", async () => {
    const crm = await open(create);
    const ids = await crm.create("company", companies(230));
    const adapter = crm.connect();
    const results = await write(adapter, ids.map(industryOf));
    expect(kindsOf(results)).toEqual({ written: 230 });
    expect(await crm.countCalls("write")).toBe(Math.ceil(230 / adapter.maxWriteBatch));
    expect(await adapter.writeFields("company", [], never)).toEqual([]);
  });

  test("crm-22: a poisoned record is singled out; the others are written", async () => {
    const crm = await open(create);
    const ids = await crm.create("company", companies(100));
    const adapter = crm.connect();
    const results = await write(
      adapter,
      ids.map((id, index) => (index === 37 ? { id, values: crm.poison } : industryOf(id))),
    );
    expect(kindsOf(results)).toEqual({ written: 99, refused: 1 });
    expect(results[37]).toMatchObject({
      kind: "refused",
      error: { code: "crm_write_rejected", retryable: false },
    });
    expect(await countOutputs(adapter, ids)).toBe(99);
  });

  test("crm-37: a record that is gone is refused as gone, beside others that are written", async () => {
    const crm = await open(create);
    const ids = await crm.create("company", companies(5));
    const [gone = ""] = ids;
    await crm.remove("company", gone);
    const adapter = crm.connect();
    const results = await write(adapter, ids.map(industryOf));
    expect(results[0]).toMatchObject({ kind: "refused", error: { code: "crm_record_gone" } });
    expect(kindsOf(results)).toEqual({ written: 4, refused: 1 });
  });

  test("crm-28: writes no field that no definition maps, beside others that are written", async () => {
    const crm = await open(create);
    const [kept = "", written = ""] = await crm.create("company", companies(2));
    const adapter = crm.connect();
    const results = await write(adapter, [
      { id: kept, values: { ai_industry: "Media", name: "Renamed", phone: "1" } },
      industryOf(written),
    ]);
    expect(results).toMatchObject([
      { kind: "refused", error: { scope: "record", retryable: false } },
      { kind: "written" },
    ]);
    const [record] = await adapter.readRecords("company", [kept], never);
    expect(record?.fields.name).toBe("Company 0");
    expect(record?.outputs.ai_industry).toBeNull();
  });
}
