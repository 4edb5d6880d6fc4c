import type { CrmAdapter } from "@fieldwork/crm";
import { eventually, recordMetrics } from "@fieldwork/runtime/testing";
import type { TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { ask } from "./ask-records.ts";
import {
  batchWriterOf,
  createWorld,
  openWorldStore,
  poll,
  type World,
  type WorldStore,
  write,
} from "./backfill-world.ts";
import { createMemoryCrm } from "./memory-crm.ts";

let store: WorldStore & TestStore;

beforeAll(async () => {
  store = await openWorldStore();
});

afterAll(async () => {
  await store.reader.stop();
  await store.drop();
});

const writers = 4;
const never = new AbortController().signal;

/** Opens once each of the writers has a call under way, or is done. */
class Gate {
  #opened = Promise.withResolvers<void>();
  #missing = writers;

  async arrive(): Promise<void> {
    this.leave();
    await this.#opened.promise;
  }

  leave(): void {
    this.#missing -= 1;
    if (this.#missing === 0) this.#opened.resolve();
  }
}

/** Claims and writes by as many processes at once; returns the parents of each call that was under way with others. */
async function writeAtOnce(world: World, parents: ReadonlyMap<string, string>) {
  const gate = new Gate();
  const calls: string[][] = [];
  const adapter = (note: () => void): CrmAdapter => ({
    ...world.crm.adapter,
    async readToWrite(...asked) {
      const records = await world.crm.adapter.readRecords(...asked);
      return { records: records.map((one) => ({ ...one, parentId: parents.get(one.ref.id) })) };
    },
    async writeFields(object, writes, signal) {
      calls.push([...new Set(writes.map(({ id }) => parents.get(id) ?? ""))]);
      note();
      await gate.arrive();
      return world.crm.adapter.writeFields(object, writes, signal);
    },
  });
  const writeOnce = async () => {
    let isCalled = false;
    const request = {
      adapter: adapter(() => (isCalled = true)),
      object: "company",
      limit: 5,
    } as const;
    await batchWriterOf(world)(request, never);
    if (!isCalled) gate.leave();
  };
  await Promise.all(Array.from({ length: writers }, writeOnce));
  return calls;
}

test("crm-25: of what four processes write at once, no two batches write under one parent", async () => {
  const seeds = Array.from({ length: 24 }, () => ({ description: "a", value: null }));
  const world = await createWorld(store, createMemoryCrm(seeds));
  const { crm, database } = world;
  const ids = [...crm.records.keys()];
  for (const id of ids) crm.edit(id, { description: `b${id}` });
  await poll(world);
  await ask(world);
  // Accounts of one to seven contacts, which follow one another in no order.
  const parents = new Map(ids.map((id, index) => [id, `account ${(index * index) % 9}`]));
  let together = 0;
  for (let round = 0; round < 24 && (await waiting(world)) > 0; round++) {
    const calls = await writeAtOnce(world, parents);
    expect(calls.flat()).toHaveLength(new Set(calls.flat()).size);
    together = Math.max(together, calls.length);
    await database.query("update work set due_at = now() where state = 'answered'");
  }
  expect(together).toBeGreaterThan(1);
  expect([...crm.records.values()].filter(({ value }) => value === null)).toEqual([]);
  expect(await database.query("select from parent_lease")).toEqual([]);
  const [first] = crm.records.values();
  expect(first?.puts).toHaveLength(1);
});

/** A company whose answer is claimed and read; `meanwhile` happens before the decision. */
async function writeWhile(
  meanwhile: (world: World, id: string) => Promise<unknown>,
  parentsOf: NonNullable<CrmAdapter["parentsOf"]>,
) {
  const world = await createWorld(store, createMemoryCrm([{ description: "a", value: null }]));
  const { crm, database } = world;
  crm.edit("0", { description: "b" });
  await poll(world);
  await ask(world);
  const adapter: CrmAdapter = {
    ...crm.adapter,
    ...{ objects: ["company", "contact"], parentsOf },
    async readToWrite(...asked) {
      const records = await crm.adapter.readRecords(...asked);
      await meanwhile(world, "0");
      return { records: records.map((one) => ({ ...one, parentId: "account" })) };
    },
  };
  await batchWriterOf(world)({ adapter, object: "company", limit: 5 }, never);
  const [row] = await database.query<{ state: string; reason: string }>(
    "select state, reason_code as reason from work where object = 'company'",
  );
  return { row, value: crm.records.get("0")?.value, world };
}

test("crm-25: an account is not written where a batch has begun under it since it was claimed", async () => {
  const lease = ({ database }: World, id: string) =>
    database.query(
      `insert into parent_lease (connection, parent_id, token, lease_until)
       values ('hub', $1, gen_random_uuid(), now() + interval '1 hour') on conflict do nothing`,
      [id],
    );
  const parentsOf = (object: string) => (object === "contact" ? ["company"] : []);
  const { row, value, world } = await writeWhile(lease, parentsOf);
  expect(row).toEqual({ state: "answered", reason: "parent-busy" });
  expect(value).toBeNull();
  await world.database.query("delete from parent_lease");
});

test("crm-25: nothing is written under an account that another batch has begun to write since the claim", async () => {
  const begin = ({ database }: World) =>
    database.query(
      `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at)
       values ('hub', 'account', 'account', 'profile', 'writing', '{live}', 'h', now())`,
    );
  const parentsOf = (object: string) => (object === "company" ? ["account"] : []);
  const { row, value, world } = await writeWhile(begin, parentsOf);
  expect(row).toEqual({ state: "answered", reason: "parent-busy" });
  expect(value).toBeNull();
  expect(await world.database.query("select from parent_lease")).toEqual([]);
});

test("the time from the read of a fast batch to the CRM's reply is measured", async () => {
  const world = await createWorld(store, createMemoryCrm([{ description: "a", value: null }]));
  world.crm.edit("0", { description: "b" });
  await poll(world);
  await ask(world);
  const { metrics, stop } = recordMetrics();
  onTestFinished(stop);
  let read = 0;
  let replied = 0;
  await write(world, {
    between: async () => {
      read = performance.now();
      await eventually(() => expect(performance.now()).toBeGreaterThan(read + 30));
      replied = performance.now();
    },
  });
  const windows = metrics.filter(({ name }) => name === "fieldwork.write.window");
  expect(windows).toEqual([
    {
      ...{ name: "fieldwork.write.window", value: expect.any(Number) },
      labels: { "fieldwork.connection": "hub", "fieldwork.object": "company" },
    },
  ]);
  expect(windows[0]?.value).toBeGreaterThan((replied - read) / 1000);
});

async function waiting({ database }: World): Promise<number> {
  const rows = await database.query("select from work where state = 'answered'");
  return rows.length;
}
