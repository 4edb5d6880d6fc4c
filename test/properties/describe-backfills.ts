import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { order, undo } from "./backfill-orders.ts";
import { endWrongs, undoneWrongs, wrongsOf } from "./backfill-rules.ts";
import { recordIds, settle, step, take } from "./backfill-steps.ts";
import { createWorld, noteHeldWrites, openWorldStore, type World } from "./backfill-world.ts";
import { createMemoryCrm } from "./memory-crm.ts";

const scene = fc.record({
  steps: fc.array(step, { minLength: 8, maxLength: 40 }),
  texts: fc.array(fc.nat({ max: 3 }), { minLength: recordIds.length, maxLength: recordIds.length }),
  calls: fc.integer({ min: 1, max: 10 }),
  byPersons: fc.array(fc.boolean(), { minLength: recordIds.length, maxLength: recordIds.length }),
});

/** In so many worlds; a failure prints the seed and the shortest steps that show it. */
export function describeBackfills({
  worlds,
  seed: given,
  timeoutMs,
}: {
  worlds: number;
  /** In place of a new one each time. */
  seed?: number;
  timeoutMs: number;
}): void {
  describe("whatever happens in whatever order", () => {
    let store: Awaited<ReturnType<typeof openWorldStore>>;

    beforeAll(async () => {
      store = await openWorldStore();
    });

    afterAll(async () => {
      await store.reader.stop();
      await store.drop();
    });

    test(
      "G1, G2, G3, G4, G6, G8: backfills lose nothing, overwrite nobody, spend no more than they may, stop, and are taken back; their receipts add up",
      async () => {
        const seed = given ?? Date.now() % 2 ** 31;
        process.stdout.write(`backfills in ${worlds} worlds, seed ${seed}\n`);
        await fc.assert(
          fc.asyncProperty(scene, async ({ steps, texts, calls, byPersons }) => {
            const crm = createMemoryCrm(
              texts.map((text, index) => ({
                description: `text ${text}`,
                value: byPersons[index] ? "as a person said" : null,
              })),
            );
            const world = await createWorld(store, crm, calls);
            crm.onWrite = (ids) => noteHeldWrites(world, ids);
            for (const one of steps) {
              await take(world, one);
              expect(await wrongsOf(world)).toEqual([]);
            }
            await settle(world);
            expect([...(await wrongsOf(world)), ...(await endWrongs(world))]).toEqual([]);
            // The newest first: one that is undone goes back to what an earlier one had put there.
            for (const { id } of world.runs.toReversed()) {
              await undo(world, id);
              await settle(world);
            }
            // An answer that was taken back is not written again.
            await order(world, recordIds);
            world.runs.pop();
            const [again = ""] = (await runIds(world)).slice(-1);
            await settle({ ...world, runs: [{ id: again, records: recordIds.length }] });
            expect([...(await wrongsOf(world)), ...(await undoneWrongs(world))]).toEqual([]);
          }),
          { seed, numRuns: worlds },
        );
      },
      timeoutMs,
    );
  });

  const runIds = async ({ database }: Pick<World, "database">) =>
    (await database.query<{ id: string }>("select id from backfill order by created_at")).map(
      ({ id }) => id,
    );
}
