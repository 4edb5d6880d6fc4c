import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { listLogLag } from "@fieldwork/store/terms";
import { openTestStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import { createLogLag } from "./log-lag.ts";

test("how far each reader of the log is behind is kept for whoever does not reach the log", async () => {
  const { database, drop } = await openTestStore();
  onTestFinished(drop);
  const lag = async ({ name }: { name: string }, group: string) =>
    name === "crm.record-changed" ? (group === "planner" ? 12_345 : 7) : 0;
  const reporter = createLogLag({ database, eventLog: { lag }, logger: testLogger() });
  onTestFinished(() => reporter.stop());
  await reporter.start();
  await eventually(async () =>
    expect(await listLogLag(database)).toMatchObject([
      { topic: "crm.record-changed", readBy: "planner", behind: 12_345 },
      { topic: "crm.record-changed", readBy: "writer", behind: 7 },
      { topic: "enrichment.completed", readBy: "writer", behind: 0 },
    ]),
  );
});
