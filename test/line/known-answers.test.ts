import { eventually } from "@fieldwork/runtime/testing";
import { listSavings } from "@fieldwork/store/known-answers";
import { expect, onTestFinished, test } from "vitest";
import { changeDefinition, copyCatalog } from "../support/changed-catalog.ts";
import { createTestLine, paidCalls, type TestLine, testModel } from "../support/test-line.ts";

const name = "Solberg AB";
const description = "Solberg sells electricity from wind farms to households.";

async function openLine(cache?: { mode?: string; maxAge?: string }): Promise<TestLine> {
  const catalog = await copyCatalog();
  onTestFinished(() => catalog.remove());
  if (cache) {
    await changeDefinition(catalog, "company-profile", (definition) => {
      definition.set("cache", cache);
    });
  }
  const line = await createTestLine({
    ...{ catalogDir: catalog.dir, names: ["company-profile"], route: [`openai/${testModel}`] },
  });
  onTestFinished(() => line.stop());
  return line;
}

async function createCompany({ hubspot }: TestLine): Promise<string> {
  const [id = ""] = await hubspot.create("companies", [{ name, description }]);
  return id;
}

/** Its question is the same once more when its description has gone and come back. */
async function askAgain(line: TestLine, id: string): Promise<void> {
  for (const text of ["", description]) {
    await line.hubspot.edit({ object: "companies", id }, { description: text });
    await eventually(async () => {
      const [record] = await line.database.query<{ fields: Record<string, string | null> }>(
        "select fields from record where record_id = $1",
        [id],
      );
      expect(record?.fields.description ?? "").toBe(text);
    });
    await line.drained();
  }
}

async function answers({ database }: TestLine): Promise<string[]> {
  const rows = await database.query<{ told: string }>(
    `select case when replaced_at is null then 'current' else 'replaced' end as told
     from answer where state = 'answered' order by id`,
  );
  return rows.map(({ told }) => told);
}

test("models-35: one company in two CRMs costs one call, what that saved is counted, and an answer is used up to its greatest age", async () => {
  const line = await openLine({ maxAge: "30d" });
  const id = await createCompany(line);
  await line.drained();
  await line.salesforce.create("Account", [{ Name: name, Description: description }]);
  await eventually(async () => {
    const written = await line.database.query("select from work where state = 'written'");
    expect(written).toHaveLength(2);
  });
  expect(await paidCalls(line)).toBe(1);
  const [cost] = await line.database.query<{ cost: string }>(
    "select cost_nano_usd::text as cost from answer",
  );
  expect(Number(cost?.cost)).toBeGreaterThan(0);
  await eventually(async () => {
    expect(await listSavings(line.database, 1)).toEqual([
      {
        ...{ enrichment: "company-profile", answers: 1, savedNanoUsd: cost?.cost },
        ...{ shared: 0, notHeld: 0 },
      },
    ]);
  });

  await askAgain(line, id);
  expect(await paidCalls(line)).toBe(1);
  await line.owner.query("update answer set answered_at = now() - interval '31 days'");
  await askAgain(line, id);
  expect(await paidCalls(line)).toBe(2);
  expect(await answers(line)).toEqual(["replaced", "current"]);
  expect(await line.company(id)).toMatchObject({ ai_industry: expect.any(String) });
});

test("models-35: many records that ask one question at once cost one call, also where each change is asked; then a new answer replaces the old one", async () => {
  const line = await openLine({ mode: "refresh" });
  const companies = Array.from({ length: 6 }, () => ({ name, description }));
  const [id = ""] = await line.hubspot.create("companies", companies);
  await line.drained();
  expect(await paidCalls(line)).toBe(1);
  await askAgain(line, id);
  expect(await paidCalls(line)).toBe(2);
  expect(await answers(line)).toEqual(["replaced", "current"]);
});
