import { delay } from "@fieldwork/runtime";
import { eventually } from "@fieldwork/runtime/testing";
import type { Db } from "@fieldwork/store";
import {
  listReconciliations,
  orderReconciliation,
  type Reconciliation,
} from "@fieldwork/store/reconciliations";
import { expect } from "vitest";
import { accountFor } from "./accounts.ts";
import type { SoakCrm, SoakCrms } from "./soak-crms.ts";
import type { SoakProcess } from "./soak-process.ts";
import { liveSecond, type Random, type SoakCounts } from "./soak-second.ts";

export interface SoakOptions {
  /** Half of them in each CRM. */
  records: number;
  /** By the CRMs' clock. */
  seconds: number;
  /** At most, of each CRM in an ordinary second; every 25th has 500. */
  edits: number;
  /** How long a second of the CRMs lasts. */
  secondMs: number;
  timeoutMs: number;
}

export interface Soak {
  options: SoakOptions;
  database: Db;
  world: SoakCrms;
  connector: SoakProcess;
  random: Random;
  counts: SoakCounts;
}

const burst = 500;
const burstEvery = 25;

/** In the middle of it the first kill. */
export async function firstLoad(soak: Soak): Promise<void> {
  const { options, database, connector } = soak;
  connector.start();
  await whileTimePasses(soak, async () => {
    const [row] = await database.query<{ count: number }>(
      "select count(*)::int as count from record",
    );
    expect(row?.count).toBeGreaterThan(options.records / 3);
  });
  await connector.kill();
}

/** Every second of it, with a kill after each third. */
export async function live({ options, world, connector, random, counts }: Soak): Promise<void> {
  const { seconds, edits, secondMs } = options;
  const thirds = [1, 2].map((third) => Math.floor((third * seconds) / 3));
  for (let second = 1; second <= seconds; second++) {
    world.clock.nowMs += 1000;
    const { nowMs } = world.clock;
    for (const crm of world.crms) {
      const count = second % burstEvery === 0 ? burst : Math.floor(random() * edits);
      await liveSecond({ crm, random, counts, nowMs, edits: count });
    }
    if (thirds.includes(second)) await connector.kill();
    await delay(secondMs);
  }
  await world.told();
}

/** Until every record that there ever was is known as it is. */
export async function untilAccounted(soak: Soak): Promise<void> {
  const { world, database } = soak;
  await whileTimePasses(soak, async () => {
    const accounts = await Promise.all(world.crms.map((crm) => accountFor(database, crm)));
    expect(accounts).toEqual(world.crms.map(() => ({ missing: [], stale: [], undead: [] })));
  });
}

/** By the connector's own comparison of all that is known with all that is there. */
export async function verdictOn(soak: Soak, { connection }: SoakCrm): Promise<Reconciliation> {
  const { database } = soak;
  const id = await orderReconciliation(database, {
    ...{ connection: connection.name, object: "company", sample: null },
    ...{ endsAreConfirmed: false, orderedBy: "test" },
  });
  const find = async () => (await listReconciliations(database)).find((one) => one.id === id);
  await whileTimePasses(soak, async () => expect((await find())?.state).not.toBe("waiting"));
  return (await find()) as Reconciliation;
}

async function whileTimePasses(
  { options: { secondMs, timeoutMs }, world }: Soak,
  check: () => Promise<void>,
): Promise<void> {
  const passing = async () => {
    world.clock.nowMs += 2000;
    await check();
  };
  await eventually(passing, { timeoutMs: timeoutMs / 2, everyMs: secondMs });
}
