import { previewUndo } from "@fieldwork/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "./ask-records.ts";
import { createWorld, drive, openWorldStore, order, poll, undo, write } from "./backfill-world.ts";
import { createMemoryCrm } from "./memory-crm.ts";

let store: Awaited<ReturnType<typeof openWorldStore>>;

beforeAll(async () => {
  store = await openWorldStore();
});

afterAll(async () => {
  await store.reader.stop();
  await store.drop();
});

test("G8: of two runs that wrote a field, the undo of the newer one gives back the value of the older one, whose own undo then lists it", async () => {
  const crm = createMemoryCrm([{ description: "text 1", value: null }]);
  const world = await createWorld(store, crm);
  const value = () => crm.records.get("0")?.value;
  const run = async () => {
    await order(world, ["0"]);
    for (const _ of world.runs) await drive(world);
    await ask(world);
    await write(world);
    return world.runs.at(-1)?.id as `backfill-${string}`;
  };
  const older = await run();
  crm.edit("0", { description: "text 2" });
  await poll(world);
  const newer = await run();
  expect(value()).toBe("I text 2");
  const left = async (of: `backfill-${string}`) =>
    (await previewUndo(store.reader, { run: of })).left;
  expect(await left(older)).toEqual({ "written-since": 1 });
  await undo(world, newer);
  await write(world);
  expect(value()).toBe("I text 1");
  expect([await left(older), await left(newer)]).toEqual([{ undone: 1 }, { undone: 1 }]);
  await undo(world, older);
  await write(world);
  expect(value()).toBe("I text 1");
});
