import { afterAll, expect, test } from "vitest";
import { openTestStore } from "./testing.ts";
import { findBrakes, lockBrakes } from "./write-brakes.ts";

const store = await openTestStore();
afterAll(() => store.drop());

const scope = { connection: "hubspot", object: "company" as const };
const ask = { ...scope, enrichments: ["profile"] };

test("two batches that are the first of an enrichment end one after the other, each knowing what the other met", async () => {
  const { promise: isLocked, resolve: locked } = Promise.withResolvers<void>();
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const first = store.database.transaction(async (tx) => {
    await lockBrakes(tx, ask);
    locked();
    await mayEnd;
    await tx.query("update write_brake set setbacks = $1", [
      JSON.stringify([{ signature: "rule", recordId: "1", workId: "1" }]),
    ]);
  });
  await isLocked;
  const second = store.database.transaction(async (tx) => lockBrakes(tx, ask));
  end();
  await first;
  expect(await second).toMatchObject([{ enrichment: "profile", setbacks: [{ recordId: "1" }] }]);
  expect(await findBrakes(store.database, scope)).toHaveLength(1);
});
