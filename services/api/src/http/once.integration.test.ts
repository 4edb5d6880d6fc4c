import { createClient } from "@fieldwork/contracts/client";
import { eventually } from "@fieldwork/runtime/testing";
import { expect, onTestFinished, test } from "vitest";
import { openTestApi, type TestApi } from "../testing/open-test-api.ts";
import { startApiProcess } from "../testing/start-process.ts";
import { createFirstAdminLink } from "../who/links.ts";
import { acceptLink } from "../who/sign-in.ts";

/** The token of a person, which every process of the API knows. */
async function tokenIn({ database, client }: TestApi): Promise<string> {
  const { secret: link } = await createFirstAdminLink(database);
  const own = { link, password: "correct horse battery", email: "ann@acme.example", name: "Ann" };
  const place = { from: undefined, userAgent: undefined };
  await acceptLink({ database, sessionHours: 1 }, own, place);
  const scope = { role: "admin", connection: null, owner: own.email } as const;
  return (await client.call("tokens.create", { body: { name: "t", days: 1, ...scope } })).secret;
}

test("an order whose process is killed before its reply is kept can be given again, and is carried out once", async () => {
  const api = await openTestApi();
  onTestFinished(() => api.stop());
  const { database, databaseUrl } = api;
  const token = await tokenIn(api);
  const { port, child, ended } = await startApiProcess(databaseUrl);
  const url = `http://127.0.0.1:${port}`;
  await database.query(
    `create function hang() returns trigger language plpgsql as
     'begin perform pg_sleep(60); return new; end'`,
  );
  await database.query(
    "create trigger hang before update on order_key for each row execute function hang()",
  );
  const order = {
    body: { scope: "enrichment", target: "profile", action: "paused" },
    idempotencyKey: "k",
  } as const;
  const cutOff = expect(createClient({ url, token }).call("holds.place", order)).rejects.toThrow();
  const hanging = "select pid from pg_stat_activity where wait_event = 'PgSleep'";
  await eventually(async () => expect(await database.query(hanging)).toHaveLength(1));
  child.kill("SIGKILL");
  await ended;
  await cutOff;
  await database.query(`select pg_terminate_backend(pid) from (${hanging}) as session`);
  await eventually(() => database.query("drop trigger if exists hang on order_key"));

  const again = createClient({ url: api.url, token });
  const first = await again.call("holds.place", order);
  expect(await again.call("holds.place", order)).toEqual(first);
  const orders = await database.query("select 1 from audit where order_name = 'hold.place'");
  expect(orders).toHaveLength(1);
}, 60_000);
