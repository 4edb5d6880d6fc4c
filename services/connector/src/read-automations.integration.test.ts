import type { ObjectAutomations } from "@fieldwork/contracts";
import { type CrmAdapter, CrmError } from "@fieldwork/crm";
import type { Definitions } from "@fieldwork/enrichments";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { findAutomationReading, orderAutomationReading } from "@fieldwork/store/automations";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { createAutomationReadings } from "./read-automations.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});
beforeEach(() => store.database.query("truncate automation_reading"));
afterAll(() => store.drop());

const ofCompany = { connection: "hub", object: "company" };
const none: ObjectAutomations = { fields: [], onUpdate: [], onUpdateGap: null };
const minutes = 60_000;

async function start(readAutomations: CrmAdapter["readAutomations"]): Promise<void> {
  const adapter: Partial<CrmAdapter> = {
    ...{ connection: "hub", vendor: "hubspot" },
    ...(readAutomations && { readAutomations }),
  };
  const outputs = [{ field: "ai_industry", companions: ["source"] }, { field: "ai_summary" }];
  const definitions = {
    current: () => [
      { object: "company", outputs },
      { object: "contact", outputs: [{ field: "ai_seniority" }] },
    ],
  } as unknown as Pick<Definitions, "current">;
  const readings = createAutomationReadings({
    ...{ adapter: adapter as CrmAdapter, definitions },
    ...{ database: store.database, logger: testLogger() },
  });
  onTestFinished(() => readings.stop());
  await readings.start();
}

const reading = () => findAutomationReading(store.database, ofCompany);

test("what was ordered is asked of the CRM once in minutes, for all fields that its enrichments write", async () => {
  const asked: unknown[] = [];
  await start(async (object, fields) => {
    asked.push({ object, fields });
    return none;
  });
  expect(await reading()).toMatchObject({ readAt: null, isAwaited: false });
  await orderAutomationReading(store.database, ofCompany, minutes);
  await eventually(async () =>
    expect(await reading()).toMatchObject({ found: none, problem: null, isAwaited: false }),
  );
  await orderAutomationReading(store.database, ofCompany, minutes);
  expect(await reading()).toMatchObject({ isAwaited: false });
  await orderAutomationReading(store.database, ofCompany, 0);
  await eventually(() => expect(asked).toHaveLength(2));
  const fields = ["ai_industry", "ai_industry_source", "ai_summary"];
  expect(asked[0]).toEqual({ object: "company", fields });
});

test("a CRM that cannot be asked leaves the reason, and is asked again by the next order", async () => {
  let calls = 0;
  await start(async () => {
    calls += 1;
    throw new CrmError("the portal is closed", { reason: "busy", outcome: "not-sent" });
  });
  await orderAutomationReading(store.database, ofCompany, minutes);
  const problem = { code: "failed", said: "the portal is closed", grant: null };
  await eventually(async () => expect(await reading()).toMatchObject({ found: null, problem }));
  await orderAutomationReading(store.database, ofCompany, minutes);
  await eventually(() => expect(calls).toBe(2));
});

test("of a CRM without such a reading it is said that there is none", async () => {
  await start(undefined);
  await orderAutomationReading(store.database, ofCompany, minutes);
  await eventually(async () =>
    expect(await reading()).toMatchObject({ problem: { code: "not-offered" } }),
  );
});
