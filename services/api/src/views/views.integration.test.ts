import { createClient } from "@fieldwork/contracts/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../testing/open-test-api.ts";

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(() => api.stop());

/** Somebody else, with a role on one connection. */
async function somebody(connection: string) {
  const email = `${connection}@acme.example`;
  const grants = [{ role: "viewer" as const, connection }];
  await api.client.call("people.invite", { body: { email, name: connection, grants } });
  const body = { name: "test", role: "viewer" as const, connection, days: 1, owner: email };
  const { secret } = await api.client.call("tokens.create", { body });
  return createClient({ url: api.url, token: secret });
}

const names = async (client: TestApi["client"]) =>
  (await client.call("views.list", {})).views.map(({ name, isOwn }) => [name, isOwn]);

test("a view is one's own or for all whose connection it is, and is replaced under its name", async () => {
  const { client } = api;
  const search = { object: "company", connection: "hub", search: "wind" };
  const save = (name: string, more: object = {}) =>
    client.call("views.save", { body: { name, search, isShared: false, ...more } });
  const { id } = await save("Wind");
  await save("Shared wind", { isShared: true });
  await save("Of all", { isShared: true, search: { object: "company" } });
  expect(await save("Wind", { search: { object: "contact" } })).toEqual({ id });
  const [, , wind] = (await client.call("views.list", {})).views;
  expect(wind).toMatchObject({ name: "Wind", search: { object: "contact" }, isShared: false });

  const hub = await somebody("hub");
  const other = await somebody("other");
  expect(await names(hub)).toEqual([["Shared wind", false]]);
  expect(await names(other)).toEqual([]);
  await hub.call("views.save", { body: { name: "Mine", search } });
  expect(await names(client)).toEqual([
    ["Of all", true],
    ["Shared wind", true],
    ["Wind", true],
  ]);
});

test("a view is removed by whose it is, and a shared one by an admin", async () => {
  const hub = await somebody("third");
  const body = { name: "Theirs", search: { connection: "third" }, isShared: true };
  const { id } = await hub.call("views.save", { body });
  const [own] = (await api.client.call("views.list", {})).views;
  const refused = hub.call("views.remove", { params: { id: own?.id ?? "" } });
  await expect(refused).rejects.toMatchObject({ problem: { status: 404 } });
  await api.client.call("views.remove", { params: { id } });
  expect(await names(hub)).toEqual([]);
});
