import type { RecordRef } from "@fieldwork/contracts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { keepAnswers } from "../answers.ts";
import type { Database } from "../database.ts";
import { decideAgain } from "../run-again.ts";
import { createWorkFixture, type WorkFixture } from "../work-fixture.ts";
import { endWrites } from "../work-writing.ts";
import { eraseRows, findErased } from "./index.ts";

let fixture: WorkFixture;
let database: Database;

beforeAll(async () => {
  fixture = await createWorkFixture();
  database = fixture.database;
  // The event log's own table, as an erasure finds it.
  await database.query("create table log_dead_letter (key text)");
});
afterAll(() => fixture.close());
beforeEach(async () => {
  await fixture.clear();
  await database.query("truncate field_ledger, review");
});

/** Two records with the same question: "1" pays, "2" reuses. */
async function answerBoth(others = ["2"]): Promise<void> {
  for (const id of ["1", ...others]) await fixture.plan(id, "same");
  const asks = await fixture.claimAll();
  const one = asks.find(({ ref }) => ref.id === "1") ?? expect.unreachable();
  await fixture.answer(one);
  const rest = asks.filter((ask) => ask !== one);
  await keepAnswers(
    database,
    rest.map((ask) => ({ ...ask, fingerprint: "f", paid: null })),
  );
}

async function erase(id: string): Promise<void> {
  const refs: RecordRef[] = [{ connection: "hubspot", object: "company", id }];
  await database.transaction(async (tx) =>
    eraseRows(tx, await findErased(tx, { refs, emails: [] })),
  );
}

test("what another record has the answer of is written though the one that paid is erased", async () => {
  await answerBoth();
  await erase("1");
  expect(await fixture.states()).toEqual({ "2": "answered" });
  expect((await fixture.claimDueWrites()).map(({ recordId }) => recordId)).toEqual(["2"]);
});

test("what is left without its answer by an erasure does not keep others from being written", async () => {
  const others = Array.from({ length: 10 }, (_, index) => `same-${index}`);
  await answerBoth(others);
  await fixture.plan("own", "own");
  await fixture.answer(await fixture.claimOne(), "g");
  await erase("1");
  const claimed: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    claimed.push(...(await fixture.claimDueWrites()).map(({ recordId }) => recordId));
  }
  expect(claimed.toSorted()).toEqual([...others, "own"].toSorted());
});

test("a review whose answer another record paid for can be decided again after that one is erased", async () => {
  await answerBoth();
  const claimed = await fixture.claimDueWrites();
  await endWrites(
    database,
    claimed.map((one) => ({ ...one, state: "review", reason: null })),
  );
  await erase("1");
  expect(await decideAgain(database, { recordId: "2" })).toBe(1);
  expect(await fixture.claimDueWrites()).toHaveLength(1);
});

test("an answer is erased with the last record that has it", async () => {
  await answerBoth();
  await erase("1");
  await erase("2");
  expect(await database.query("select from answer")).toHaveLength(0);
});
