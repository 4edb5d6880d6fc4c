import { eventually } from "@fieldwork/runtime/testing";
import { openTestStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import {
  answerAll,
  createOwnWriter,
  openOrg,
  seedFamilies,
  type WriteCall,
} from "./writers-under-parents.ts";

const patient = { timeoutMs: 100_000, everyMs: 100 };

interface Families {
  accounts: number;
  contacts: number;
  deals: number;
}

/** Two processes write everything, each record once; the calls that they made. */
async function writeAll(
  counts: Families,
  { areParentsKnown }: { areParentsKnown: boolean },
): Promise<readonly WriteCall[]> {
  const [store, simulator] = await Promise.all([openTestStore(), openOrg()]);
  const calls: WriteCall[] = [];
  const writers = [0, 1].map(() => createOwnWriter(store, simulator, calls));
  onTestFinished(async () => {
    for (const writer of writers) await writer.stop();
    await simulator.stop();
    await store.drop();
  });
  const families = seedFamilies(simulator, counts);
  await answerAll(store, families, { areParentsKnown });
  for (const writer of writers) await writer.start();
  await eventually(async () => {
    const left = await store.database.query(
      "select state, count(*) from work where state <> 'written' group by state",
    );
    expect(left).toEqual([]);
  }, patient);
  const all = Object.values(families.ids).flat();
  expect(calls.flatMap(({ ids }) => ids).toSorted()).toEqual(all.toSorted());
  return calls;
}

const lockedIn = (calls: readonly WriteCall[]) => calls.reduce((sum, one) => sum + one.locked, 0);

test("crm-25: two processes that write accounts, their contacts and their opportunities meet no lock of each other's, in batches that stay large", {
  timeout: 120_000,
}, async () => {
  const counts = { accounts: 20, contacts: 1600, deals: 400 };
  const calls = await writeAll(counts, { areParentsKnown: true });
  expect(lockedIn(calls)).toBe(0);
  const ofContacts = calls.filter(({ object }) => object === "contact");
  // In the order they fell due, with parents that nobody knows before the read, it is 40.
  expect(counts.contacts / ofContacts.length).toBeGreaterThan(60);
});

test("crm-25: what was read before parents were kept is written without meeting a lock all the same", {
  timeout: 120_000,
}, async () => {
  const counts = { accounts: 5, contacts: 100, deals: 20 };
  expect(lockedIn(await writeAll(counts, { areParentsKnown: false }))).toBe(0);
});
