import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { begin, recordsOfWorld, stepIn, take } from "./edit-steps.ts";
import type { EditedCrm } from "./edited-crm.ts";
import type { EditedLine } from "./edited-line.ts";
import {
  type EditedPlace,
  endWrongs,
  openEditedWorld,
  settle,
  type WriteMode,
  wrongsOf,
} from "./edited-world.ts";

/** In so many worlds; a failure prints the seed and the shortest steps that show it. */
export function describeEdits({
  name,
  open,
  mode,
  worlds,
  timeoutMs,
  isCheap = false,
  seed: given,
}: {
  name: string;
  open: () => Promise<{ crm: EditedCrm; line: EditedLine }>;
  mode: WriteMode;
  worlds: number;
  timeoutMs: number;
  /** Each world has a place of its own; otherwise they follow one another in one. */
  isCheap?: boolean;
  /** In place of a new one each time. */
  seed?: number;
}): void {
  describe(`whatever happens in whatever order in ${name}`, () => {
    let place: EditedPlace;
    const openPlace = async () => ({ ...(await open()), cursor: null, lastReadMs: 0 });

    beforeAll(async () => {
      place = await openPlace();
    });

    afterAll(async () => {
      await place.line.stop();
      await place.crm.stop();
    });

    test(
      `G1, G2: ${mode} writes end with the newest state of every record seen, and nothing of a person's overwritten outside of the window`,
      async () => {
        const seed = given ?? Date.now() % 2 ** 31;
        process.stdout.write(`${worlds} worlds in ${name}, seed ${seed}\n`);
        let count = 0;
        const scene = fc.record({
          hasBegun: fc.boolean(),
          steps: fc.array(stepIn("WORLD"), { minLength: 6, maxLength: 24 }),
        });
        await fc.assert(
          fc.asyncProperty(scene, async ({ hasBegun, steps }) => {
            count += 1;
            const own = JSON.parse(JSON.stringify(steps).replaceAll("WORLD", `world ${count}`));
            const texts = Array.from({ length: recordsOfWorld }, (_, at) => {
              return `text ${at % 2} of world ${count}`;
            });
            const world = await openEditedWorld(isCheap ? await openPlace() : place, texts);
            if (hasBegun) await begin(world);
            for (const step of own) await take(world, step);
            await settle(world);
            expect([...(await wrongsOf(world, mode)), ...(await endWrongs(world))]).toEqual([]);
          }),
          { seed, numRuns: worlds },
        );
      },
      timeoutMs,
    );
  });
}
