import { createClient } from "@fieldwork/contracts/client";
import { testLogger } from "@fieldwork/runtime/testing";
import { placeHold, setBudgets } from "@fieldwork/store";
import { createReader } from "@fieldwork/store/reading";
import { fillStore, openTestStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import { createApi } from "../http/api.ts";
import { parseStatus } from "./status-command.ts";

const token = "fwt_local";

async function openApi() {
  const store = await openTestStore();
  onTestFinished(() => store.drop());
  const { database, url: connectionString } = store;
  const reader = createReader({ connectionString, max: 2, applicationName: "test" });
  onTestFinished(() => reader.stop());
  const options = {
    ...{ publicUrl: undefined, linkUrl: () => "", otherHosts: [], trustedProxies: 0 },
    ...{ requestsPerMinute: 1000, sessionHours: 1, sessionIdleHours: 1, logDays: 7 },
    localToken: token,
  };
  const app = await createApi({ database, reader, options, logger: testLogger() });
  onTestFinished(() => app.close());
  return { database, url: await app.listen({ host: "127.0.0.1", port: 0 }) };
}

test("the status tells by the API what waits, what is held and what is spent", async () => {
  const { database, url } = await openApi();
  await fillStore(database, 1000);
  const held = { scope: "connection", target: "hubspot", action: "paused" } as const;
  await placeHold(database, { ...held, heldBy: "ann", why: "odd summaries" });
  await setBudgets(database, [{ of: "total", per: "once", limitNanoUsd: 5_000_000_000n }]);
  const client = createClient({ url, token });
  const text = await parseStatus([])?.(client);
  expect(text).toMatch(/^Work {5}\d+ of 1000 finished, \d+ pending\n/);
  expect(text).toContain("  connection hubspot is paused by ann: odd summaries\n");
  expect(text).toMatch(/ {2}total: \$\d+\.\d\d of \$5\.00$/);
  const json = JSON.parse((await parseStatus(["--json"])?.(client)) ?? "");
  expect(json).toMatchObject({ line: { total: 1000 }, holds: [{ target: "hubspot" }] });
});

test("a call is typed by its route, pages by cursor, and throws the problem that the API replied", async () => {
  const { database, url } = await openApi();
  await fillStore(database, 30);
  const client = createClient({ url, token });
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
