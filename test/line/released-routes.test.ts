import { loadEnrichments, releaseEnrichments } from "@fieldwork/enrichments";
import { createLogger } from "@fieldwork/runtime";
import { eventually } from "@fieldwork/runtime/testing";
import { listClosedLanes } from "@fieldwork/store";
import { expect, onTestFinished, test } from "vitest";
import { createRoutedCatalog } from "../support/routed-catalog.ts";
import { createTestLine, type TestLine, testModel } from "../support/test-line.ts";

const contacts = { "contact-role": ["baseline/tf-idf"] };

async function catalogOf(route: readonly string[]) {
  const catalog = await createRoutedCatalog({ ...contacts, "company-profile": route });
  onTestFinished(catalog.remove);
  return catalog;
}

async function openLine(settings: Record<string, string> = {}) {
  const lines: string[] = [];
  const logger = createLogger({
    ...{ service: "test", level: "info" },
    destination: { write: (line) => void lines.push(line) },
  });
  const { dir: catalogDir } = await catalogOf([`openai/${testModel}`]);
  const line = await createTestLine({ catalogDir, logger, settings });
  onTestFinished(() => line.stop());
  return { line, told: () => lines.join("") };
}

/** As somebody else does while the line runs. */
async function release(line: TestLine, route: readonly string[]): Promise<void> {
  const { dir: catalogDir } = await catalogOf(route);
  const enrichments = await loadEnrichments({ catalogDir });
  await releaseEnrichments(line.database, { enrichments, by: "Ada" });
}

let count = 0;

async function createCompany(line: TestLine): Promise<string> {
  const name = `Routed ${++count}`;
  const description = `${name} sells electricity from wind farms to households.`;
  const [id = ""] = await line.hubspot.create("companies", [{ name, description }]);
  return id;
}

async function contactIsEnriched(line: TestLine): Promise<void> {
  const fields = { firstname: "Ada", lastname: `R${++count}`, jobtitle: "Sales Manager" };
  const [id = ""] = await line.hubspot.create("contacts", [fields]);
  await eventually(async () => {
    const record = await line.hubspot.record({ object: "contacts", id });
    expect(record?.fields.ai_seniority).toBe("Manager");
  });
}

async function stateOf(line: TestLine, id: string) {
  const [row] = await line.database.query<{ state: string; reason: string | null }>(
    "select state, reason_code as reason from work where record_id = $1",
    [id],
  );
  return row;
}

test("a route that is released while the line runs and that it cannot ask is told, and its work waits", async () => {
  const { line, told } = await openLine();
  await release(line, ["nobody/model-1"]);
  await eventually(async () => {
    expect(await listClosedLanes(line.database)).toMatchObject([
      { name: "nobody/model-1", reason: { code: "model-not-configured" } },
    ]);
  });
  expect(told()).toContain("a released model cannot be asked");
  const id = await createCompany(line);
  await eventually(async () => expect(await stateOf(line, id)).toMatchObject({ state: "ready" }));
  await contactIsEnriched(line);
  await release(line, [`openai/${testModel}`]);
  await eventually(async () => expect((await line.company(id)).ai_summary).toBeTruthy());
});

test("work for a lane that this process does not have holds nothing else up, and follows a corrected route", async () => {
  const { line, told } = await openLine({ PREFLIGHT: "off", WAKE_UP_OVERDUE_MS: "1000" });
  await release(line, ["nobody/model-1"]);
  await eventually(() => expect(told()).toContain("a released model cannot be asked"));
  const id = await createCompany(line);
  await eventually(() => expect(told()).toMatch(/"lane":"nobody","count":1.*wake-ups sent again/));
  expect(await stateOf(line, id)).toMatchObject({ state: "dispatched" });
  await contactIsEnriched(line);
  await release(line, [`openai/${testModel}`]);
  await eventually(async () => expect((await line.company(id)).ai_summary).toBeTruthy());
  expect(told()).not.toContain("round failed");
});
