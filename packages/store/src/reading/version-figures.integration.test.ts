import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestStore, type TestStore } from "../testing.ts";
import { createReader, type Reader } from "./reader.ts";
import { findVersionFigures } from "./version-figures.ts";

let testDatabase: TestStore;
let reader: Reader;

const calls = 300;
const asked = { enrichment: "profile", since: new Date(0), callsPerModel: 20_000 };

beforeAll(async () => {
  testDatabase = await openTestStore();
  const { url: connectionString, database } = testDatabase;
  reader = createReader({ connectionString, max: 2, applicationName: "test" });
  await database.query("insert into model_terms (model, terms) values ('openai/small', '{}')");
  // As after a start: the tables are full, and nobody has counted them.
  await database.query(
    `with wanted as (
       insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at, fingerprint)
       select 'hub', 'company', n::text, 'profile', 'written', '{live}', 'a', now(), 'f' || n
       from generate_series(1, ${calls}) as n returning id, fingerprint
     ), answered as (
       insert into answer (fingerprint, state, enrichment, prompt_version, definition_hash, work_id, answered_at)
       select fingerprint, 'answered', 'profile', 'p', 'h', id, now() from wanted
     )
     insert into model_call (call_id, attempt, work_id, purpose, kind, provider, model, scopes, wanted_by,
       reserved_nano_usd, cost_nano_usd, outcome, started_at, settled_at)
     select 'c' || id, 1, id, 'work', 'first', 'openai', 'small', '{}', '{live}', 900, 100, 'clean',
       now() - interval '1 second', now() from wanted`,
  );
});

afterAll(async () => {
  await reader.stop();
  await testDatabase.drop();
});

interface Step {
  "Relation Name"?: string;
  "Actual Loops": number;
  Plans?: Step[];
}

/** How often a plan, as it was carried out, lists the calls. */
function listings(step: Step): number {
  const below = (step.Plans ?? []).reduce((sum, one) => sum + listings(one), 0);
  return below + (step["Relation Name"] === "model_call" ? step["Actual Loops"] : 0);
}

test("what versions cost is found in one listing of a model's calls, also where no table has been counted yet", async () => {
  const { versions } = await findVersionFigures(reader, asked);
  expect(versions).toMatchObject([{ hash: "h", calls, records: calls, costNanoUsd: "30000" }]);
  const plans: Step[] = [];
  const explained: Pick<Reader, "query"> = {
    async query(text, values) {
      const [row] = await reader.query<{ "QUERY PLAN": { Plan: Step }[] }>(
        `explain (analyze, format json) ${text}`,
        values,
      );
      plans.push(...(row?.["QUERY PLAN"] ?? []).map(({ Plan }) => Plan));
      return [];
    },
  };
  await findVersionFigures(explained, asked);
  expect(plans.map(listings)).toEqual([1]);
});
