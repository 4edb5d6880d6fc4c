import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ask } from "./ask-records.ts";
import { change, order, viewOf } from "./backfill-orders.ts";
import { createWorld, drive, openWorldStore, poll, type World, write } from "./backfill-world.ts";
import { createMemoryCrm } from "./memory-crm.ts";

let store: Awaited<ReturnType<typeof openWorldStore>>;
let world: World;

beforeAll(async () => {
  store = await openWorldStore();
});

afterAll(async () => {
  await store.reader.stop();
  await store.drop();
});

beforeEach(async () => {
  world = await createWorld(store, createMemoryCrm([{ description: "text 1", value: null }]));
});

const receipt = async () => (await viewOf(world, world.runs[0]?.id ?? "")).receipt;

test("a record that is edited before its answer is written counts as written, whatever becomes of what is asked for the edit", async () => {
  await order(world, ["0"]);
  await drive(world);
  await ask(world);
  world.crm.edit("0", { description: "text 2" });
  await poll(world);
  await write(world);
  world.crm.edit("0", { value: "as a person says" });
  await ask(world);
  await write(world);
  await drive(world);
  expect(await receipt()).toMatchObject({ written: 1, kept: 0 });
});

test("a record whose answer a person forestalled counts as kept, though it is edited and asked about again", async () => {
  await order(world, ["0"]);
  await drive(world);
  await ask(world);
  world.crm.edit("0", { description: "text 2", value: "as a person says" });
  await poll(world);
  await write(world);
  await drive(world);
  expect(await receipt()).toMatchObject({ kept: 1, underWay: 0 });
});

test("what only the live line still wants when a backfill is cancelled is not written for the backfill", async () => {
  world.crm.edit("0", { description: "text 2" });
  await poll(world);
  await order(world, ["0"]);
  await drive(world);
  await change(world, world.runs[0]?.id ?? "", "cancel");
  await ask(world);
  await write(world);
  await drive(world);
  expect(world.crm.records.get("0")?.value).toBe("I text 2");
  expect(await receipt()).toMatchObject({ written: 0, stopped: 1 });
});
