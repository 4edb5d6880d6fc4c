import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { openTestStore, type TestStore } from "../testing.ts";
import { claimRefresh, releaseRefresh, replaceAnswer } from "./refresh.ts";

let testStore: TestStore;
let database: Database;

beforeAll(async () => {
  testStore = await openTestStore();
  ({ database } = testStore);
});

afterAll(() => testStore.drop());

const outputs = { industry: { value: "Energy", confidence: 1, evidence: null } };

/** An answer of a day ago; its fingerprint. */
async function answered(): Promise<string> {
  const fingerprint = crypto.randomUUID();
  await database.query(
    `insert into answer (fingerprint, state, work_id, enrichment, prompt_version, outputs, answered_at)
     values ($1, 'answered', 1, 'company-profile', 'p', '{}', now() - interval '1 day')`,
    [fingerprint],
  );
  return fingerprint;
}

const claim = (fingerprint: string, token: string, leaseMs = 10_000) =>
  claimRefresh(database, { fingerprint, token, leaseMs, answeredBefore: new Date() });

const replace = (fingerprint: string, token: string) =>
  replaceAnswer(database, {
    ...{ fingerprint, token, workId: "1", enrichment: "company-profile", promptVersion: "p" },
    ...{ definitionHash: "h", provider: "openai", model: "m", outputs, costNanoUsd: 700n },
  });

async function shown(fingerprint: string): Promise<unknown[]> {
  return database.query(
    `select replaced_at is null as "isCurrent", cost_nano_usd::text as cost, token from answer
     where fingerprint = $1 order by id`,
    [fingerprint],
  );
}

test("G4: of many that find an answer too old, one may pay for a new one", async () => {
  const fingerprint = await answered();
  const tokens = Array.from({ length: 8 }, () => crypto.randomUUID());
  const granted = await Promise.all(tokens.map((token) => claim(fingerprint, token)));
  expect(granted.filter(Boolean)).toHaveLength(1);
  const winner = tokens[granted.indexOf(true)] ?? "";
  const loser = tokens.find((token) => token !== winner) ?? "";
  await replace(fingerprint, loser);
  expect(await shown(fingerprint)).toHaveLength(1);
  await replace(fingerprint, winner);
  expect(await shown(fingerprint)).toEqual([
    { isCurrent: false, cost: null, token: null },
    { isCurrent: true, cost: "700", token: null },
  ]);
  // It is new enough now.
  const answeredBefore = new Date(Date.now() - 3_600_000);
  const late = { fingerprint, token: loser, leaseMs: 10_000, answeredBefore };
  expect(await claimRefresh(database, late)).toBe(false);
});

test("who gives up, or dies, leaves the old answer current, and another may pay", async () => {
  const fingerprint = await answered();
  const [first, second, third] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  expect(await claim(fingerprint, first)).toBe(true);
  await releaseRefresh(database, { fingerprint, token: second });
  expect(await claim(fingerprint, second)).toBe(false);
  await releaseRefresh(database, { fingerprint, token: first });
  expect(await claim(fingerprint, second, 0)).toBe(true);
  // Its lease has lapsed.
  expect(await claim(fingerprint, third)).toBe(true);
  expect(await shown(fingerprint)).toEqual([{ isCurrent: true, cost: null, token: third }]);
});
