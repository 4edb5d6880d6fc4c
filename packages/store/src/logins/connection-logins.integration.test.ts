import { afterAll, beforeAll, expect, test } from "vitest";
import { storeMigrations } from "../index.ts";
import { openTestStore, type TestStore } from "../testing.ts";
import { createConnectionLogins } from "./connection-logins.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore([storeMigrations]);
});
afterAll(() => store.drop());

test("of many that begin together one has the turn, and what it keeps serves the others", async () => {
  const logins = createConnectionLogins(store.database);
  const turns = await Promise.all(Array.from({ length: 8 }, () => logins.begin("acme", 0)));
  const [mine, ...more] = turns.filter((one) => one.kind === "yours");
  if (mine === undefined) return expect.unreachable();
  expect(more).toEqual([]);
  expect(mine.last).toBeUndefined();
  const kept = { turn: mine.turn, after: 0, sealed: "one" };
  expect(await logins.keep("acme", kept)).toBe(1);
  const login = { generation: 1, sealed: "one" };
  expect(await logins.begin("acme", 0)).toEqual({ kind: "kept", login });
  expect(await logins.begin("acme", 1)).toMatchObject({ kind: "yours", last: login });
});

test("a turn that was given back or has lapsed is taken by the next", async () => {
  const logins = createConnectionLogins(store.database);
  const first = await logins.begin("given-back", 0);
  if (first.kind !== "yours") return expect.unreachable();
  expect(await logins.begin("given-back", 0)).toEqual({ kind: "wait" });
  await logins.end("given-back", first.turn);
  expect(await logins.begin("given-back", 0)).toMatchObject({ kind: "yours" });
  await store.database.query("update connection_login set turn_until = now() - interval '1 s'");
  expect(await logins.begin("given-back", 0)).toMatchObject({ kind: "yours" });
});

test("a token that comes after its turn has lapsed is kept, unless another was kept meanwhile", async () => {
  const logins = createConnectionLogins(store.database);
  const slow = await logins.begin("slow", 0);
  if (slow.kind !== "yours") return expect.unreachable();
  await store.database.query("update connection_login set turn_until = now() - interval '1 s'");
  const next = await logins.begin("slow", 0);
  if (next.kind !== "yours") return expect.unreachable();
  expect(await logins.keep("slow", { turn: slow.turn, after: 0, sealed: "slow" })).toBe(1);
  expect(await logins.keep("slow", { turn: next.turn, after: 0, sealed: "next" })).toBeUndefined();
});
