import { eventLogMigrations } from "@fieldwork/event-log";
import { migrate, storeMigrations } from "@fieldwork/store";
import { columnsIn, personalData } from "@fieldwork/store/erasure";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
  await migrate(store.database, [storeMigrations, eventLogMigrations]);
});

afterAll(() => store.drop());

function columnsOf(): Promise<{ name: string; type: string }[]> {
  return store.database.query(
    `select table_name || '.' || column_name as name, data_type as type
     from information_schema.columns where table_schema = 'public'`,
  );
}

/** What `personal-data.ts` lists. */
const listed = Object.entries(personalData).flatMap(([table, { personal, staff, other }]) =>
  [personal, staff, other].flatMap(columnsIn).map((column) => `${table}.${column}`),
);

test("every column is listed once in personal-data.ts, as personal or not, and no other is", async () => {
  const columns = (await columnsOf()).map(({ name }) => name);
  expect(listed.toSorted()).toEqual(columns.toSorted());
});

test("a table with personal columns says how an erasure finds its rows, except the log, which is bounded", () => {
  const unreached = Object.entries(personalData)
    .filter(([, { personal, rows }]) => columnsIn(personal).length > 0 && rows.by === "none")
    .map(([table]) => table);
  expect(unreached).toEqual(["log_event"]);
});
