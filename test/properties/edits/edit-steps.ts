import fc from "fast-check";
import type { Edit } from "./edited-crm.ts";
import {
  type EditedWorld,
  follow,
  plan,
  poll,
  push,
  undo,
  type WriteStep,
  write,
} from "./edited-world.ts";

/** One thing that happens. Records are named by their place. */
export type EditStep =
  | { kind: "edit"; at: number; edit: Edit }
  | { kind: "time"; ms: number }
  | { kind: "poll"; isCut: boolean }
  | { kind: "push"; at: number }
  | { kind: "plan"; count: number; isCut: boolean }
  | { kind: "follow"; count: number }
  | { kind: "ask"; count: number; isCut: boolean }
  | ({ kind: "write" } & WriteStep)
  | { kind: "undo"; at: number }
  | { kind: "lapse" };

export const recordsOfWorld = 2;

const at = fc.nat({ max: recordsOfWorld - 1 });
const isCut = fc.nat({ max: 4 }).map((dice) => dice === 0);
const count = fc.integer({ min: 1, max: 4 });
const lateMs = fc.constantFrom(0, 0, 4000);

/** A person changes the text, the value, or clears it; the texts differ from world to world. */
const editIn = (world: string): fc.Arbitrary<Edit> =>
  fc.oneof(
    fc.record({ text: fc.nat({ max: 3 }).map((text) => `text ${text} of ${world}`), lateMs }),
    fc.record({ value: fc.constantFrom("as a person says", null), lateMs }),
  );

export function stepIn(world: string): fc.Arbitrary<EditStep> {
  const edit = editIn(world);
  const of = <Kind extends EditStep["kind"]>(kind: Kind) => fc.constant(kind);
  return fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: of("edit"), at, edit }) },
    { weight: 2, arbitrary: fc.record({ kind: of("time"), ms: fc.constantFrom(400, 1000, 6000) }) },
    { weight: 4, arbitrary: fc.record({ kind: of("poll"), isCut }) },
    { weight: 3, arbitrary: fc.record({ kind: of("push"), at }) },
    { weight: 5, arbitrary: fc.record({ kind: of("plan"), count, isCut }) },
    { weight: 2, arbitrary: fc.record({ kind: of("follow"), count }) },
    { weight: 4, arbitrary: fc.record({ kind: of("ask"), count, isCut }) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: of("write"),
        broken: fc.option(fc.constantFrom("lost", "unanswered", "reset"), {
          ...{ nil: undefined, freq: 3 },
        }),
        between: fc.option(fc.record({ at, edit }), { nil: undefined, freq: 3 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: of("undo"), at }) },
    { weight: 1, arbitrary: fc.record({ kind: of("lapse") }) },
  ) as fc.Arbitrary<EditStep>;
}

/** Everything that the records wanted when they were made is written. */
export async function begin(world: EditedWorld): Promise<void> {
  const all = { count: recordsOfWorld, isCut: false };
  world.place.crm.clock.nowMs += 6000;
  await poll(world, { isCut: false });
  await plan(world, { ...all, count: world.log.length });
  await world.place.line.ask(all);
  await write(world, { broken: undefined, between: undefined });
}

export async function take(world: EditedWorld, step: EditStep): Promise<void> {
  const { crm, line } = world.place;
  switch (step.kind) {
    case "edit":
      return crm.edit(world.ids[step.at] ?? "", step.edit);
    case "time":
      crm.clock.nowMs += step.ms;
      return;
    case "poll":
      return poll(world, step);
    case "push":
      return push(world, world.ids[step.at] ?? "");
    case "plan":
      return plan(world, step);
    case "follow":
      return follow(world, step);
    case "ask":
      return line.ask(step);
    case "write":
      return write(world, step);
    case "undo":
      return undo(world, step.at);
    case "lapse":
      return line.lapse();
    default:
      return step satisfies never;
  }
}
