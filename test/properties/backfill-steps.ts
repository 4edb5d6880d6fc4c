import fc from "fast-check";
import { ask } from "./ask-records.ts";
import { change, order, undo } from "./backfill-orders.ts";
import { allow, drive, lapse, poll, type World, write } from "./backfill-world.ts";
import type { BrokenWrite } from "./memory-crm.ts";

/** One thing that happens. Runs are named by their place among those that were ordered. */
export type Step =
  | { kind: "edit"; id: string; text: number }
  | { kind: "overrule" | "clear"; id: string }
  | { kind: "order"; ids: readonly string[] }
  | { kind: "pause" | "resume" | "cancel" | "undo"; run: number }
  | { kind: "poll" | "drive"; isCut: boolean }
  | { kind: "ask"; count: number; isCut: boolean }
  | { kind: "write"; cut: BrokenWrite | undefined; pausing: number | undefined }
  | { kind: "lapse" }
  | { kind: "allow"; calls: number };

export const recordIds = ["0", "1", "2", "3", "4", "5"] as const;

const id = fc.constantFrom(...recordIds);
const run = fc.nat({ max: 2 });
const isCut = fc.nat({ max: 5 }).map((dice) => dice === 0);

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("edit"), id, text: fc.nat({ max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("overrule", "clear"), id }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("order"),
      ids: fc.subarray([...recordIds], { minLength: 1 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constantFrom("pause", "resume", "cancel", "undo"), run }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom("poll", "drive"), isCut }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("ask"),
      count: fc.integer({ min: 1, max: 4 }),
      isCut,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("write"),
      cut: fc.option(fc.constantFrom<BrokenWrite>("unanswered", "lost"), {
        nil: undefined,
        freq: 4,
      }),
      pausing: fc.option(run, { nil: undefined, freq: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: "lapse" }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("allow"), calls: fc.integer({ min: 10, max: 20 }) }),
  },
) as fc.Arbitrary<Step>;

export async function take(world: World, one: Step): Promise<void> {
  switch (one.kind) {
    case "edit":
      return world.crm.edit(one.id, { description: `text ${one.text}` });
    case "overrule":
      return world.crm.edit(one.id, { value: "as a person says" });
    case "clear":
      return world.crm.edit(one.id, { value: null });
    case "order":
      return order(world, one.ids);
    case "poll":
      return poll(world, one);
    case "drive":
      return drive(world, one);
    case "ask":
      return ask(world, one);
    case "write": {
      const paused = one.pausing === undefined ? undefined : world.runs[one.pausing];
      const between = paused && (() => change(world, paused.id, "pause"));
      return write(world, { cut: one.cut, between });
    }
    case "lapse":
      return lapse(world);
    case "allow":
      return allow(world, one.calls);
    case "undo":
    case "pause":
    case "resume":
    case "cancel": {
      const found = world.runs[one.run];
      if (!found) return;
      return one.kind === "undo" ? undo(world, found.id) : change(world, found.id, one.kind);
    }
    default:
      return one satisfies never;
  }
}

/** Lets everything that was wanted come to its end, whatever it costs. */
export async function settle(world: World): Promise<void> {
  await allow(world, 1_000_000);
  await lapse(world);
  for (const { id: held } of world.runs) await change(world, held, "resume");
  for (let round = 0; round < 60; round++) {
    await poll(world);
    for (const _ of world.runs) await drive(world);
    await ask(world);
    await write(world);
    if (await isQuiet(world)) return;
  }
  throw new Error("does not come to its end");
}

async function isQuiet({ database }: World): Promise<boolean> {
  const [row] = await database.query<{ left: number }>(
    `select (select count(*) from work where state in ('ready', 'dispatched', 'asking', 'answered', 'writing'))::int
       + (select count(*) from write_order where state in ('waiting', 'writing'))::int
       + (select count(*) from backfill where state in ('running', 'resting'))::int
       + (select count(*) from backfill_record where state = 'sent')::int as left`,
  );
  return row?.left === 0;
}
