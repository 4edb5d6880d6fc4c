import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { fillStore, openTestStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import { createRetention } from "./retention.ts";

test("what is past its time goes by itself, each kind after its own, and the rest stays", async () => {
  const { database, drop } = await openTestStore();
  onTestFinished(drop);
  await fillStore(database, 200);
  const aged = { audit: "at", model_call: "started_at", write_intent: "settled_at" };
  for (const [table, column] of Object.entries(aged))
    await database.query(`update ${table} set ${column} = now() - interval '500 days'`);
  await database.query(
    "update audit set at = now() where subject = (select min(subject) from audit)",
  );
  const retention = createRetention({
    database,
    config: { AUDIT_RETENTION_DAYS: 450, CALL_RETENTION_DAYS: 90, INTENT_RETENTION_DAYS: 600 },
    logger: testLogger(),
  });
  const left = async (table: string) => (await database.query(`select 1 from ${table}`)).length;
  const intents = await left("write_intent");
  await retention.start();
  onTestFinished(() => retention.stop());
  await eventually(async () => {
    expect([await left("audit"), await left("model_call")]).toEqual([1, 0]);
  });
  expect(intents).toBeGreaterThan(100);
  expect(await left("write_intent")).toBe(intents);
});
