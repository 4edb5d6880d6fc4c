import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestStore, type TestStore } from "../testing.ts";
import { leaseParents, releaseParents, renewParents } from "./parent-leases.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(() => store.drop());

const lease = (
  token: string,
  parentIds: readonly string[],
  { connection = "acme", leaseMs = 60_000 } = {},
) => leaseParents(store.database, { connection, parentIds, token, leaseMs });

test("crm-25: a parent is leased to one batch, again to the same one, and to another after that", async () => {
  const [one, other] = [randomUUID(), randomUUID()];
  expect(await lease(one, ["a", "b", "a"])).toEqual(["a", "b"]);
  expect(await lease(other, ["b", "c"])).toEqual(["c"]);
  expect(await lease(one, ["b"])).toEqual(["b"]);
  expect(await lease(other, ["b"], { connection: "hub" })).toEqual(["b"]);
  await releaseParents(store.database, one);
  expect(await lease(other, ["a", "b"])).toEqual(["a", "b"]);
  await releaseParents(store.database, other);
});

test("crm-25: of many that ask at once, one gets each", async () => {
  const parents = ["a", "b", "c", "d"];
  const got = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      lease(randomUUID(), index % 2 ? parents : parents.toReversed(), { connection: "race" }),
    ),
  );
  expect(got.flat().toSorted()).toEqual(parents);
});

test("crm-25: the lease of a killed process ends, and a renewed one does not", async () => {
  const [killed, alive] = [randomUUID(), randomUUID()];
  await lease(killed, ["x"], { leaseMs: -1 });
  await lease(alive, ["y"], { leaseMs: -1 });
  await renewParents(store.database, { tokens: [alive], leaseMs: 60_000 });
  expect(await lease(randomUUID(), ["x", "y"])).toEqual(["x"]);
});
