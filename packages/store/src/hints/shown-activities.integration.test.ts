import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestStore, type TestStore } from "../testing.ts";
import { hintsOfEnded, keepShownActivities } from "./index.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.drop());

const refOf = (id: string, connection = "hub") => ({ connection, object: "deal" as const, id });
const shows = (id: string, activityIds: readonly string[], kind = "notes") => ({
  ...{ ref: refOf(id), kind, activityIds },
});
const endOf = (id: string, more: { kind?: string; connection?: string } = {}) => ({
  ...{ connection: "hub", kind: "notes", id, atMs: 1000, isBulk: false, ...more },
});

test("the end of an activity hints at the records that show it now, and at no others", async () => {
  const { database } = store;
  const found = async (...ended: ReturnType<typeof endOf>[]) =>
    (await hintsOfEnded(database, ended)).map(({ ref }) => ref.id).toSorted();
  await keepShownActivities(database, [
    ...[shows("1", ["46", "47"]), shows("2", ["46"]), shows("3", ["48"])],
    ...[shows("3", ["46"], "tasks"), { ...shows("4", ["46"]), ref: refOf("4", "another") }],
  ]);
  expect(await hintsOfEnded(database, [endOf("47")])).toEqual([
    { ref: refOf("1"), kind: "changed", atMs: 1000, isBulk: false },
  ]);
  expect(await found(endOf("46"), endOf("49"))).toEqual(["1", "2"]);
  expect(await found(endOf("46", { kind: "tasks" }))).toEqual(["3"]);
  expect(await found(endOf("46", { connection: "another" }))).toEqual(["4"]);
  await keepShownActivities(database, [shows("1", ["47"]), shows("2", [])]);
  expect(await found(endOf("46"))).toEqual([]);
  expect(await found(endOf("47"))).toEqual(["1"]);
});

test("of a record that is told twice, what was told last is kept", async () => {
  const { database } = store;
  await keepShownActivities(database, [shows("5", ["50"]), shows("5", ["51"])]);
  expect(await hintsOfEnded(database, [endOf("50")])).toEqual([]);
  expect(await hintsOfEnded(database, [endOf("51")])).toHaveLength(1);
});
