import { afterAll, beforeAll, expect, test } from "vitest";
import { createProductionLine, type ProductionLine } from "../support/production-line.ts";
import type { TestLine, TestLineOptions } from "../support/test-line.ts";
import { describeBudget } from "./suites/budget.ts";
import { describeChanges } from "./suites/changes.ts";
import { describeHolds } from "./suites/holds.ts";
import { describeHumanValues } from "./suites/human-values.ts";
import { describeOddText } from "./suites/odd-text.ts";
import { describeOthersGoOn } from "./suites/others-go-on.ts";
import { describeReleases } from "./suites/releases.ts";
import { describeTrail } from "./suites/trail.ts";
import { describeWanters } from "./suites/wanters.ts";
import { describeWriteOrders } from "./suites/write-orders.ts";

// One stack for them all: it takes longer to start than most of them to run.
let shared: ProductionLine;

beforeAll(async () => {
  shared = await createProductionLine();
}, 120_000);

afterAll(() => shared?.stop(), 60_000);

async function open({ latencyMs = 0 }: TestLineOptions = {}): Promise<TestLine> {
  await shared.openai.faults.delay(latencyMs);
  return { ...shared, stop: () => shared.openai.faults.clear() };
}

test("every service connects as the role that owns nothing", async () => {
  const roles = await shared.owner.query(
    `select distinct application_name as "process", usename as role from pg_stat_activity
     where application_name like 'fieldwork %' and application_name <> 'fieldwork prepare'
     order by 1`,
  );
  const role = "fieldwork_services";
  expect(roles).toEqual(
    ["connector", "enricher", "notifications", "planner", "writer"].map((name) => ({
      process: `fieldwork ${name}`,
      role,
    })),
  );
});

describeChanges("production", open);
describeHumanValues("production", open);
describeHolds("production", open);
describeWriteOrders("production", open);
describeWanters("production", open);
describeTrail("production", open);
describeOddText("production", open);
describeReleases("production", open);
describeOthersGoOn("production", ({ catalogDir }) =>
  createProductionLine({ catalogDir, settings: { FIELDWORK_ROUTE: "" } }),
);
// The last: it leaves work behind that waits for money.
describeBudget("production", open);
