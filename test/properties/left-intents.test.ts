import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "./ask-records.ts";
import { order, undo } from "./backfill-orders.ts";
import { createWorld, drive, lapse, openWorldStore, poll, write } from "./backfill-world.ts";
import { createMemoryCrm } from "./memory-crm.ts";

let store: Awaited<ReturnType<typeof openWorldStore>>;

beforeAll(async () => {
  store = await openWorldStore();
});

afterAll(async () => {
  await store.reader.stop();
  await store.drop();
});

function monthPasses(): Promise<unknown> {
  return store.database.query(
    `update write_intent set opened_at = opened_at - interval '30 days',
       settled_at = settled_at - interval '30 days'`,
  );
}

/** The text changes, is asked about, and the answer is to be written. */
async function answerAnew(
  world: Awaited<ReturnType<typeof createWorld>>,
  crm: ReturnType<typeof createMemoryCrm>,
): Promise<void> {
  crm.edit("0", { description: "text 2" });
  await poll(world);
  await ask(world);
  await write(world);
}

test("G2: a write that got lost long ago does not make a person's value ours", async () => {
  const crm = createMemoryCrm([{ description: "text 1", value: null }]);
  const world = await createWorld(store, crm);
  await order(world, ["0"]);
  await drive(world);
  await ask(world);
  // The process dies before the call leaves: nothing is in the CRM.
  await write(world, { cut: "lost" });
  expect(crm.records.get("0")?.value).toBeNull();
  // A person fills the field in meanwhile: the next attempt keeps that, and the work ends.
  crm.edit("0", { value: "Retail" });
  await poll(world);
  await lapse(world);
  await write(world);
  expect(await store.database.query("select state, reason_code from work")).toEqual([
    { state: "skipped", reason_code: "human-value" },
  ]);
  await monthPasses();
  // The person makes up their mind.
  crm.edit("0", { value: "I text 1" });
  await poll(world);
  await answerAnew(world, crm);
  expect(crm.records.get("0")?.puts.map(({ by, value }) => [by, value])).toEqual([
    ["person", "Retail"],
    ["person", "I text 1"],
  ]);
});

test("G2: an undo that got lost long ago does not make a blank ours that a person made", async () => {
  const crm = createMemoryCrm([{ description: "text 1", value: null }]);
  const world = await createWorld(store, crm);
  await order(world, ["0"]);
  await drive(world);
  await ask(world);
  await write(world);
  expect(crm.records.get("0")?.value).toBe("I text 1");
  await undo(world, world.runs.at(-1)?.id ?? "");
  await write(world, { cut: "lost" });
  crm.edit("0", { value: "Retail" });
  await poll(world);
  await lapse(world);
  await write(world);
  await monthPasses();
  crm.edit("0", { value: null });
  await poll(world);
  await answerAnew(world, crm);
  expect(crm.records.get("0")?.puts.map(({ by, value }) => [by, value])).toEqual([
    ["fieldwork", "I text 1"],
    ["person", "Retail"],
    ["person", null],
  ]);
});
