import { previewUndo, undoByOrder } from "@fieldwork/api";
import { eventually } from "@fieldwork/runtime/testing";
import { placeOrders } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { createReader, type Reader } from "@fieldwork/store/reading";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ChangedCatalog, changeDefinition, copyCatalog } from "../support/changed-catalog.ts";
import { createTestLine, type TestLine, testModel, visibleWrites } from "../support/test-line.ts";

const windFarms = "Operates wind farms and sells electricity to households in Sweden.";
const banking = "Works in Financials: savings accounts, loans and mortgages for households.";
// The first answer of a line that has just started may take a while on a busy machine.
const patient = { timeoutMs: 30_000 };
const field = "ai_industry";
const [source, confidence, date, input] = ["source", "confidence", "date", "input"].map(
  (kind) => `${field}_${kind}`,
) as [string, string, string, string];

describe("companions of a written value", { timeout: 60_000 }, () => {
  let catalog: ChangedCatalog;
  let line: TestLine;
  let reader: Reader;
  let count = 0;

  beforeAll(async () => {
    catalog = await copyCatalog();
    await changeDefinition(catalog, "company-profile", (definition) => {
      definition.setIn(["outputs", 0, "companions"], ["source", "confidence", "date", "input"]);
    });
    line = await createTestLine({
      ...{ catalogDir: catalog.dir, names: ["company-profile"], route: [`openai/${testModel}`] },
    });
    const connectionString = line.databaseUrl;
    reader = createReader({ connectionString, max: 2, applicationName: "test" });
  });

  afterAll(async () => {
    await reader.stop();
    await line.stop();
    await catalog.remove();
  });

  const today = () => new Date().toISOString().slice(0, 10);

  async function enriched(description = windFarms): Promise<string> {
    count += 1;
    const [id = ""] = await line.hubspot.create("companies", [
      { name: `Company ${count}`, description: `${description} Founded as number ${count}.` },
    ]);
    await eventually(async () => expect((await line.company(id))[field]).toBeTruthy(), patient);
    await line.drained();
    return id;
  }

  const undoOf = (recordId: string) =>
    previewUndo(reader, { connection: "hubspot", object: "company", recordId, field });

  async function undoField(recordId: string): Promise<void> {
    const filter = { connection: "hubspot", object: "company", recordId, field };
    const { seen } = await undoOf(recordId);
    const deps = { database: line.database, audit: recordAudit };
    const ann = { kind: "person", id: "1", name: "ann" } as const;
    const { run } = await undoByOrder(deps, ann, { filter, seen });
    await eventually(async () => {
      const left = await line.database.query(
        "select from write_order where wanted_by = array[$1] and settled_at is null",
        [run],
      );
      expect(left).toEqual([]);
    });
  }

  test("crm-28: stand beside it in both CRMs, written in one call with it", async () => {
    const id = await enriched();
    const company = await line.company(id);
    expect(company[source]).toBe(`openai/${testModel}`);
    expect(Number(company[confidence])).toBeGreaterThan(0);
    expect(company[date]).toBe(today());
    expect(company[input]).toMatch(/^[0-9a-f]{12,64}$/);
    expect(company).not.toHaveProperty("ai_summary_source");
    const { writes } = await line.hubspot.books.read();
    const ours = writes.filter(({ recordId, by }) => recordId === id && by === "integration");
    expect(ours.filter(({ after }) => field in after)).toMatchObject([
      { after: { [source]: company[source], [date]: today() } },
    ]);
    const [account = ""] = await line.salesforce.create("Account", [
      { Name: "Nordvind", Description: `${windFarms} Nordvind.` },
    ]);
    const written = await eventually(async () => {
      const record = await line.salesforce.record({ object: "Account", id: account });
      expect(record?.fields.Ai_Industry__c).toBeTruthy();
      return record?.fields;
    });
    expect(written).toMatchObject({
      Ai_Industry_Source__c: `openai/${testModel}`,
      Ai_Industry_Confidence__c: expect.any(Number),
      Ai_Industry_Date__c: today(),
    });
  });

  test("crm-28: a person's edit of one is kept, while value and others are written anew", async () => {
    const id = await enriched();
    const before = await line.company(id);
    await line.hubspot.edit({ object: "companies", id }, { [source]: "checked by Ann" });
    await line.hubspot.edit({ object: "companies", id }, { description: banking });
    await eventually(async () => expect((await line.company(id))[field]).toBe("Financials"));
    await line.drained();
    const after = await line.company(id);
    expect(after[source]).toBe("checked by Ann");
    expect(after[input]).not.toBe(before[input]);
    expect(await visibleWrites(line, id, source)).toHaveLength(1);
  });

  test("crm-28, G8: an undo of the value gives them back as well, but none that a person edited", async () => {
    const id = await enriched();
    await line.hubspot.edit({ object: "companies", id }, { [date]: "2020-02-20" });
    await eventually(async () => expect((await undoOf(id)).left).toEqual({ "edited-since": 1 }));
    await undoField(id);
    const company = await line.company(id);
    expect([company[field], company[source], company[confidence], company[input]]).toEqual(
      Array.from({ length: 4 }, () => expect.toSatisfy((value) => !value)),
    );
    expect(company[date]).toBe("2020-02-20");
  });

  test("crm-28: a correction says that a person is its source", async () => {
    const id = await enriched();
    const { [field]: standing } = await line.company(id);
    const ref = { connection: "hubspot", object: "company", id };
    await placeOrders(line.database, [
      {
        ...{ ref, enrichment: "company-profile", field, kind: "correct", value: "Materials" },
        ...{ owner: "person", expectedValue: String(standing), fingerprint: "", answerId: null },
        ...{ orderedBy: "ann", run: null },
      },
    ]);
    await eventually(async () => expect((await line.company(id))[field]).toBe("Materials"));
    const company = await line.company(id);
    expect(company[source]).toBe("a person");
    expect(company[confidence] || null).toBeNull();
  });
});
