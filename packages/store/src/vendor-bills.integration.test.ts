import { expect, onTestFinished, test } from "vitest";
import { createDatabase } from "./database.ts";
import { openTestStore } from "./testing.ts";
import { countCharged } from "./vendor-bills.ts";

test.each(["UTC", "America/New_York", "Asia/Tokyo"])(
  "days are those of UTC on a server in %s",
  async (zone) => {
    const { url, database, drop } = await openTestStore();
    onTestFinished(drop);
    const name = new URL(url).pathname.slice(1);
    await database.query(`alter database "${name}" set timezone to '${zone}'`);
    const there = createDatabase({ connectionString: url, max: 1, applicationName: "test" });
    onTestFinished(() => there.stop());
    for (const [id, at] of [
      ["a", "2026-11-25T00:30:00Z"],
      ["b", "2026-11-25T12:00:00Z"],
      ["c", "2026-11-25T23:30:00Z"],
      ["d", "2026-11-26T00:30:00Z"],
    ])
      await database.query(
        `insert into model_call (call_id, attempt, wanted_by, purpose, kind, provider, model, scopes, reserved_nano_usd, cost_nano_usd, started_at)
       values ($1, 1, '{}', 'preview', 'ask', 'openai', 'gpt', '{}', 1, 1, $2)`,
        [id, at],
      );
    const { days } = await countCharged(there, {
      provider: "openai",
      from: "2026-11-25",
      to: "2026-11-25",
    });
    expect(days).toMatchObject([{ day: "2026-11-25", calls: 3 }]);
  },
);
