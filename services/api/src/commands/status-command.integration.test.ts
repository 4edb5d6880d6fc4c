import { createClient } from "@fieldwork/contracts/client";
import { placeHold, setBudgets } from "@fieldwork/store";
import { gapOrderer, orderReconciliation } from "@fieldwork/store/reconciliations";
import { addWriteWindows, keepConnectionTerms } from "@fieldwork/store/terms";
import { fillStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import { openTestApi } from "../testing/open-test-api.ts";

async function openApi() {
  const api = await openTestApi();
  onTestFinished(() => api.stop());
  return api;
}

test("the status tells by the API what waits, what is held and what is spent", async () => {
  const { database, shows } = await openApi();
  await fillStore(database, 1000);
  const held = { scope: "connection", target: "hubspot", action: "paused" } as const;
  await placeHold(database, { ...held, heldBy: "ann", why: "odd summaries" });
  await setBudgets(database, [{ of: "total", per: "once", limitNanoUsd: 5_000_000_000n }]);
  await database.query(
    `insert into lane (name, closed_until, reason_code) values ('openai', '2999-01-01', 'model-quota')
     on conflict (name) do update set closed_until = excluded.closed_until, reason_code = excluded.reason_code`,
  );
  await keepConnectionTerms(database, [
    {
      ...{ connection: "hubspot", maxWriteBatch: 100, quotaUsed: 1200, quotaLimit: 250_000 },
      ...{ writes: "fast", jobsFrom: null },
      limits: [
        { unit: "requests", per: "ten-seconds", limit: 100 },
        { unit: "searches", per: "second", limit: 5 },
      ],
      toldLimits: [{ unit: "requests", per: "ten-seconds", limit: 190, used: 12, isOfApp: true }],
    },
  ]);
  await addWriteWindows(database, [{ connection: "hubspot", withinMs: 80, batches: 7 }]);
  await orderReconciliation(database, {
    ...{ connection: "salesforce", object: "company", sample: null, endsAreConfirmed: false },
    ...{ orderedBy: gapOrderer, gap: "overflow" },
  });
  const text = await shows("status");
  expect(text).toMatch(/^Work {5}\d+ of 1000 finished, \d+ pending\n/);
  expect(text).toContain("\n  connection hubspot  paused  by ann  odd summaries\n");
  expect(text).toMatch(/\nClosed\n {2}openai is closed until 2999-01-01T\S+: the account/);
  expect(text).toMatch(/\nCRM calls\n {2}hubspot: 1200 of 250000 of its day, as of 2\S+Z\n/);
  expect(text).toMatch(
    /\n {4}of our app alone, 100 requests in ten seconds; the CRM said 12 of 190 used, as of 2\S+Z\n/,
  );
  expect(text).toContain("\n    5 searches a second; the CRM says nothing of it\n");
  expect(text).toContain(
    "\nWrites\n  hubspot: fast; fast writes took p50 80 ms, p99 80 ms from read to reply (of 7 in 7 days)\n",
  );
  expect(text).toMatch(
    /\nPushed changes\n {2}salesforce\/company: the CRM calls us, last gap 2\S+Z \(the CRM had more changes than it told of, so all records were compared\), 0 not read yet\n/,
  );
  expect(text).toMatch(/\n {2}total {2}\$\d+\.\d\d {2}of \$5\.00$/);
  const json = JSON.parse(await shows("status --json"));
  expect(json).toMatchObject({
    ...{ line: { total: 1000 }, holds: [{ target: "hubspot" }] },
    streams: [{ connection: "salesforce", object: "company", gap: "overflow", hints: 0 }],
  });
});

test("a call is typed by its route, pages by cursor, and throws the problem that the API replied", async () => {
  const { database, url, client } = await openApi();
  await fillStore(database, 30);
  const query = { connection: "salesforce", limit: 2 };
  const first = await client.call("records.list", { query });
  const cursor = first.next ?? "";
  const second = await client.call("records.list", { query: { ...query, cursor } });
  expect(first.rows).toHaveLength(2);
  expect(second.rows[0]?.ref).not.toEqual(first.rows[0]?.ref);
  const params = { connection: "no/where", object: "company", id: "ü 1" };
  const unknown = client.call("records.show", { params });
  await expect(unknown).rejects.toMatchObject({ problem: { status: 400 } });
  const nobody = createClient({ url }).call("session.show", {});
  await expect(nobody).rejects.toMatchObject({ problem: { status: 401, code: "not_signed_in" } });
});
