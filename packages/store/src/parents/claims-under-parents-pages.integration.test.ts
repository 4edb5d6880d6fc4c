import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claimWrites } from "../claim-writes.ts";
import { createPageCounts, openStaleSession, type StaleSession } from "../page-counts.ts";
import { findWrittenParents, listDueUnderParents, releaseParents } from "./index.ts";

const batch = 10;
const scope = { connection: "acme", object: "contact" } as const;
const of = ["company"];
/** An answer, its record, its parent's work, and their entries in indexes, looked at more than once. */
const maxPagesAnAnswer = 40;

let stale: StaleSession;

beforeAll(async () => {
  stale = await openStaleSession();
});

afterAll(() => stale.close());

test("a claim under parents reads what it is about, whatever else waits and however old its plan", async () => {
  const { session } = stale;
  const { touched, step } = createPageCounts(session);
  const claimOnce = async () => {
    const token = randomUUID();
    const answers = await step("list", (tx) =>
      listDueUnderParents(tx, { ...scope, most: batch, of, withOrders: true }),
    );
    const claims = await step("claim", (tx) =>
      claimWrites(tx, {
        ...{ ...scope, limit: batch, maxBatch: batch, token, leaseMs: 60_000 },
        ...{ withOrders: true, among: { answers, of } },
      }),
    );
    const parentIds = claims.flatMap(({ parentId }) => parentId ?? []);
    const asked = { connection: scope.connection, parentIds, objects: of };
    await step("written", (tx) => findWrittenParents(tx, asked));
    await releaseParents(session, token);
    return claims;
  };
  // After five runs a session keeps a plan that is for any values.
  for (let round = 0; round < 7; round++) await claimOnce();
  await session.query(
    `insert into answer (fingerprint, state, enrichment, prompt_version, work_id, outputs)
     values ('f', 'answered', 'profile', 'v1', 1, '{}')`,
  );
  await session.query(
    `with kept as (
       insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, parent_id)
       select 'acme', object, object || n, now(), 'c', now(), '{}', case object when 'contact' then 'company' || n % 500 end
       from generate_series(1, 3000) as n, unnest(array['contact', 'company']) as object
       returning object, record_id
     )
     insert into work (connection, object, record_id, enrichment, state, wanted_by, running_by, wanted_hash,
       running_hash, running_generation, vendor_at, fingerprint, due_at)
     select 'acme', object, record_id, 'profile', 'answered', '{live}', '{live}', 'h', 'h', 1, now(), 'f',
       now() - interval '1 hour'
     from kept`,
  );
  expect(await claimOnce()).toHaveLength(batch);
  const tooMany = Object.entries(touched).filter(([, pages]) => pages > maxPagesAnAnswer * batch);
  expect(Object.fromEntries(tooMany)).toEqual({});
});
