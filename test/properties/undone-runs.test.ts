import { previewUndo } from "@fieldwork/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "./ask-records.ts";
import { order, undo } from "./backfill-orders.ts";
import { createWorld, drive, openWorldStore, poll, type World, write } from "./backfill-world.ts";
import { createMemoryCrm } from "./memory-crm.ts";

let store: Awaited<ReturnType<typeof openWorldStore>>;

beforeAll(async () => {
  store = await openWorldStore();
});

afterAll(async () => {
  await store.reader.stop();
  await store.drop();
});

const standing = (world: World) => world.crm.records.get("0")?.value;

async function openScene() {
  const crm = createMemoryCrm([{ description: "text 1", value: null }]);
  const world = await createWorld(store, crm);
  return {
    ...{ world, crm },
    /** One more run that writes the field. */
    async run() {
      await order(world, ["0"]);
      for (const _ of world.runs) await drive(world);
      await ask(world);
      await write(world);
      return world.runs.at(-1)?.id as `backfill-${string}`;
    },
    async edit(text: string) {
      crm.edit("0", { description: text });
      await poll(world);
    },
    async undo(of: string) {
      await undo(world, of);
      await write(world);
      return standing(world);
    },
    left: async (of: `backfill-${string}`) => (await previewUndo(store.reader, { run: of })).left,
  };
}

test("G8: of runs that wrote a field one after the other, each undo gives back what stood before its run, the newest first", async () => {
  const scene = await openScene();
  const older = await scene.run();
  await scene.edit("text 2");
  const middle = await scene.run();
  await scene.edit("text 3");
  const newer = await scene.run();
  expect(standing(scene.world)).toBe("I text 3");
  expect(await scene.left(older)).toEqual({ "written-since": 1 });
  expect(await scene.undo(newer)).toBe("I text 2");
  expect(await scene.left(newer)).toEqual({ undone: 1 });
  // Out of turn: what stands is the middle one's.
  expect(await scene.undo(older)).toBe("I text 2");
  expect(await scene.undo(middle)).toBe("I text 1");
  expect(await scene.undo(older)).toBeNull();
  for (const one of [older, middle, newer]) expect(await scene.left(one)).toEqual({ undone: 1 });
  // What was taken back is not written again.
  await scene.run();
  expect(standing(scene.world)).toBeNull();
});

test("G8: a value that a person put between two runs stays, whichever of them is undone", async () => {
  const scene = await openScene();
  const older = await scene.run();
  scene.crm.edit("0", { description: "text 2", value: "as a person says" });
  await poll(scene.world);
  const newer = await scene.run();
  for (const one of [newer, older]) expect(await scene.undo(one)).toBe("as a person says");
});

test("an undo of a run beneath one that was undone can be undone, and is that run's value again", async () => {
  const scene = await openScene();
  const older = await scene.run();
  await scene.edit("text 2");
  const newer = await scene.run();
  await scene.undo(newer);
  expect(await scene.undo(older)).toBeNull();
  const [last] = await store.database.query<{ run: string }>(
    "select wanted_by[1] as run from write_order order by id desc limit 1",
  );
  expect(await scene.undo(last?.run ?? "")).toBe("I text 1");
});
