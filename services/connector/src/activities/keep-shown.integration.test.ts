import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createKeepShown } from "./keep-shown.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.drop());

test("which activities a record shows is kept, and nothing of anybody who was erased", async () => {
  const { database } = store;
  const keepShown = createKeepShown({
    database,
    suppression: {
      allowed: async (items, subjectOf) =>
        items.filter((item) => subjectOf(item).fields?.email !== "dana@acme.example"),
    },
  });
  const shown = [{ kind: "notes" as const, activityIds: ["46"] }];
  const recordOf = (id: string, email: string) => ({
    ...{ ref: { connection: "hub", object: "contact" as const, id }, fields: { email }, shown },
  });
  await keepShown([recordOf("1", "dana@acme.example"), recordOf("2", "kim@acme.example")]);
  const kept = await database.query(
    "select record_id as id, activity_ids as ids from shown_activity",
  );
  expect(kept).toEqual([{ id: "2", ids: ["46"] }]);
});
