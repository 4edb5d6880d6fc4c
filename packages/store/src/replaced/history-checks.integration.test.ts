import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { confirmIntents, openIntents } from "../intents.ts";
import { openTestStore, type TestStore } from "../testing.ts";
import {
  beginHistoryCheck,
  findCheckableUpTo,
  findWrittenIntents,
  saveHistoryCheck,
} from "./index.ts";

let store: TestStore;
const connection = "org";

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.drop());

test("G2: what a job of the CRM's wrote after 12 minutes is compared with its history", async () => {
  const { database } = store;
  const token = randomUUID();
  await beginHistoryCheck(database, connection);
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash,
       vendor_at, claim_token, lease_until)
     values ($1, 'company', '1', 'profile', 'writing', '{live}', 'h', now(), $2, now() + interval '1 hour')`,
    [connection, token],
  );
  const [work] = await database.query<{ id: string }>("select id from work");
  const [intent] = await openIntents(database, [
    {
      ref: { connection, object: "company", id: "1" },
      ...{ field: "ai_industry", beforeValue: null, beforeOwner: null, afterValue: "Energy" },
      ...{ workId: work?.id ?? "", token, generation: 1, fingerprint: "f", answerId: null },
      ...{ wantedBy: ["live"], afterOwner: "fieldwork", withdraws: null, seenRecordedAt: null },
    },
  ]);
  const check = async () => {
    const upTo = await findCheckableUpTo(database, { connection, limit: 1000, settledForMs: 0 });
    if (upTo === null) return [];
    const written = await findWrittenIntents(database, { connection, upTo });
    await saveHistoryCheck(database, { connection, upTo });
    return written.map(({ recordId }) => recordId);
  };
  const minutesPass = (minutes: number) =>
    database.query("update write_intent set opened_at = opened_at - $1 * interval '1 minute'", [
      minutes,
    ]);
  // A job may take a quarter of an hour (`longestJobMs`); meanwhile the check looks every 10 s.
  await minutesPass(5);
  expect(await check()).toEqual([]);
  await minutesPass(6);
  expect(await check()).toEqual([]);
  await minutesPass(1);
  await confirmIntents(database, [intent?.id ?? ""]);
  expect(await check()).toEqual(["1"]);
});
