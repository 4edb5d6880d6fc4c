import { eventLogMigrations } from "@fieldwork/event-log";
import { freePort } from "@fieldwork/infra/local";
import { storeMigrations } from "@fieldwork/store";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSoakCrms, type SoakCrms } from "./soak-crms.ts";
import { createSoakProcess, type SoakProcess } from "./soak-process.ts";
import { firstLoad, live, type SoakOptions, untilAccounted, verdictOn } from "./soak-run.ts";
import { createRandom, noCounts } from "./soak-second.ts";

/** Two CRMs live for a while by a clock of their own, and the connector that follows them is killed three times. */
export function describeSoak(options: SoakOptions): void {
  const { records, seconds, timeoutMs } = options;
  describe(`a soak of ${records} records`, () => {
    let store: TestStore;
    let world: SoakCrms;
    let connector: SoakProcess;

    beforeAll(async () => {
      store = await openTestStore([storeMigrations, eventLogMigrations]);
      world = await openSoakCrms(records);
      const webhookPort = await freePort();
      const connections = world.crms.map(({ connection }) => connection);
      connector = createSoakProcess({ databaseUrl: store.url, connections, webhookPort });
      world.tell(`http://127.0.0.1:${webhookPort}/webhooks/portal`);
    }, timeoutMs);

    afterAll(async () => {
      await connector.stop();
      await world.stop();
      await store.drop();
    });

    test(
      "G1: the newest state of every record is known after late commits, ties, indexing delays, deletions, merges and three kills, and the verdict says so",
      async () => {
        const seed = Date.now() % 2 ** 31;
        const counts = { ...noCounts };
        const { database } = store;
        const soak = { options, database, world, connector, random: createRandom(seed), counts };
        const beganAt = performance.now();
        await firstLoad(soak);
        await live(soak);
        await untilAccounted(soak);
        const tookS = Math.round((performance.now() - beganAt) / 1000);
        const verdicts = await Promise.all(world.crms.map((crm) => verdictOn(soak, crm)));
        const [peakMb, shown] = [await connector.peakMb(), verdicts.map(shownOf)];
        const figures = { records, seconds, ...counts, tookS, peakMb, seed, verdicts: shown };
        process.stdout.write(`soak ${JSON.stringify(figures)}\n`);
        expect(shown).toEqual(
          world.crms.map(({ living }) => ({
            ...{ state: "done", lookedAt: living.length, missing: 0, stale: 0, ended: 0 },
          })),
        );
        expect(connector.said()).toBe("");
      },
      timeoutMs,
    );
  });
}

function shownOf({
  state,
  lookedAt,
  missing,
  stale,
  ended,
}: Awaited<ReturnType<typeof verdictOn>>) {
  return { state, lookedAt, missing, stale, ended };
}
