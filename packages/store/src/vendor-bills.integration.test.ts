import { expect, onTestFinished, test } from "vitest";
import { createDatabase, type Db } from "./database.ts";
import { dropOldCalls } from "./retention/index.ts";
import { openTestStore } from "./testing.ts";
import { countCharged } from "./vendor-bills.ts";

/** Calls that cost a nano-dollar, begun at these times. */
async function keepCalls(db: Db, at: readonly string[]): Promise<void> {
  await db.query(
    `insert into model_call (call_id, attempt, wanted_by, purpose, kind, provider, model, scopes, reserved_nano_usd, cost_nano_usd, started_at)
     select at, 1, '{}', 'preview', 'ask', 'openai', 'gpt', '{}', 1, 1, at::timestamptz from unnest($1::text[]) as t (at)`,
    [at],
  );
}

test.each(["UTC", "America/New_York", "Asia/Tokyo"])(
  "days are those of UTC on a server in %s",
  async (zone) => {
    const { url, database, drop } = await openTestStore();
    onTestFinished(drop);
    const name = new URL(url).pathname.slice(1);
    await database.query(`alter database "${name}" set timezone to '${zone}'`);
    const there = createDatabase({ connectionString: url, max: 1, applicationName: "test" });
    onTestFinished(() => there.stop());
    const at = ["25T00:30", "25T12:00", "25T23:30", "26T00:30"].map((one) => `2026-11-${one}Z`);
    await keepCalls(database, at);
    const { days } = await countCharged(there, {
      provider: "openai",
      from: "2026-11-25",
      to: "2026-11-25",
    });
    expect(days).toMatchObject([{ day: "2026-11-25", calls: 3 }]);
  },
);

test("each day that a bill is compared with is whole, whenever old calls are dropped and whatever is kept of them", async () => {
  const { database, drop } = await openTestStore();
  onTestFinished(drop);
  // One transaction has one time, also at midnight.
  await database.transaction(async (db) => {
    const [{ now }] = (await db.query("select now()::text as now")) as [{ now: string }];
    const daysAgo = (days: number, at: string) => {
      const day = new Date(Date.parse(now) - days * 86_400_000).toISOString().slice(0, 10);
      return `${day}T${at}Z`;
    };
    const unknown = daysAgo(200, "12:00:00");
    const ofDays = [150, 91, 90, 89].flatMap((days) => [
      daysAgo(days, "00:00:00"),
      daysAgo(days, "23:59:59"),
    ]);
    await keepCalls(db, [unknown, ...ofDays]);
    await db.query("update model_call set cost_nano_usd = null where call_id = $1", [unknown]);
    const books = () =>
      countCharged(db, {
        ...{ provider: "openai", from: daysAgo(300, "").slice(0, 10) },
        to: daysAgo(0, "").slice(0, 10),
      });
    await dropOldCalls(db, { keepDays: 90, limit: 1000 });
    const { days, firstDay } = await books();
    const day = (ago: number) => daysAgo(ago, "").slice(0, 10);
    expect(firstDay).toBe(day(90));
    expect(days.map((one) => [one.day, one.calls])).toEqual([
      [day(200), 1],
      [day(90), 2],
      [day(89), 2],
    ]);
    await db.query("delete from model_call where call_id <> $1", [unknown]);
    expect((await books()).firstDay).toBe(day(200));
  });
});
