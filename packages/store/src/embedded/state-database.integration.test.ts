import { expect, onTestFinished, test } from "vitest";
import { storeMigrations } from "../migrations.ts";
import { openTestStore } from "../testing.ts";
import { emptyDatabase } from "./state-database.ts";

test("a database is emptied that is ours alone, and none that holds tables of others", async () => {
  const store = await openTestStore([storeMigrations]);
  onTestFinished(() => store.drop());
  const { database, url } = store;
  const tables = () =>
    database
      .query("select from pg_tables where schemaname = 'public'")
      .then(({ length }) => length);
  const all = await tables();
  await database.query("create table customers (name text)");
  const ours = { schemas: [], sets: [storeMigrations] };
  await expect(emptyDatabase(url, ours)).rejects.toMatchObject({
    code: "config_invalid",
    message: expect.stringContaining("tables that are not Fieldwork's: customers"),
  });
  expect(await tables()).toBe(all + 1);
  await database.query("drop table customers");
  await emptyDatabase(url, ours);
  expect(await tables()).toBe(0);
});
