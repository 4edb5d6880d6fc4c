import { randomUUID } from "node:crypto";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { expect, test } from "vitest";
import { createClaimKeeper } from "./claim-keeper.ts";
import { openTestStore } from "./testing.ts";

const scope = { connection: "hubspot", object: "company" };

test("every claim of a batch is renewed, though all have one token, until it is released", async () => {
  const { database, drop } = await openTestStore();
  const token = randomUUID();
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at,
       claim_token, lease_until)
     select $1, $2, n::text, 'profile', 'writing', '{live}', 'h', now(), $3, now() - interval '1 hour'
     from generate_series(1, 3) as n`,
    [scope.connection, scope.object, token],
  );
  const rows = await database.query<{ workId: string }>(
    `select id as "workId" from work order by id`,
  );
  const keeper = createClaimKeeper({ database, leaseMs: 60_000, logger: testLogger() });
  const [released] = rows.map(({ workId }) => keeper.hold({ workId, token }));
  released?.release();
  await keeper.start();
  try {
    await eventually(async () =>
      expect(
        await database.query("select lease_until > now() as holds from work order by id"),
      ).toEqual([{ holds: false }, { holds: true }, { holds: true }]),
    );
  } finally {
    await keeper.stop();
    await drop();
  }
});
