import fc from "fast-check";
import { expect, test } from "vitest";
import { newestOf, type Seen } from "./newest-read.ts";

/** What happens to a record, and who looks at it. A tick moves the clock by which the CRM stamps. */
type Step =
  | { kind: "edit" | "end" | "back" | "tick" | "read" }
  /** Shows the record as it was so many steps ago. */
  | { kind: "search"; behind: number };

interface Read extends Seen {
  text: number;
}

interface State {
  text: number;
  stamp: number;
  isThere: boolean;
}

const search = fc.record({ kind: fc.constant("search" as const), behind: fc.nat({ max: 6 }) });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("edit", "end", "back", "tick") }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("read") }) },
  { weight: 2, arbitrary: search },
) as fc.Arbitrary<Step>;

const scene = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 25 }),
  searches: fc.array(search, { maxLength: 3 }),
});

/** The record is read after all that happens to it, as the CRM tells us to; searches go on until they show it. */
const world = scene.chain(({ steps, searches }) => {
  const all: Step[] = [...steps, { kind: "read" }, ...searches, { kind: "search", behind: 0 }];
  const places = all.map((_, at) => at);
  const order = fc.shuffledSubarray(places, { minLength: places.length });
  return fc.record({ steps: fc.constant(all), order });
});

test("G1: whatever the reads and searches of one record show, in any order, its newest state stands, and no end is undone by a search", () => {
  fc.assert(
    fc.property(world, ({ steps, order }) => {
      const { reads, state } = live(steps);
      let standing: (Seen & Partial<Read>) | undefined;
      for (const read of arrivalsOf(reads, order)) {
        const next = newestOf(read, standing);
        expect(newestOf(read, next)).toBe(next);
        standing = next;
      }
      expect(standing).toMatchObject(
        state.isThere ? { deleted: false, text: state.text } : { deleted: true },
      );
    }),
    { numRuns: 3000 },
  );
});

/** A read for each step that looked, if it told anything new; and how the record ends up. */
function live(steps: readonly Step[]): { reads: (Read | undefined)[]; state: State } {
  const past: State[] = [{ text: 0, stamp: 0, isThere: true }];
  let now = 0;
  // When the CRM last told that it was deleted or brought back.
  let toldAt = 0;
  let indexed = 0;
  let lastTold = "";
  const reads = steps.map((one, at): Read | undefined => {
    const state = past.at(-1) as State;
    const readAt = timeOf(at + 1);
    past.push(afterStep(one, { state, now, at }));
    switch (one.kind) {
      case "tick":
        now += 1;
        return undefined;
      case "end":
      case "back":
        if (state.isThere === (one.kind === "end")) toldAt = now;
        return undefined;
      case "edit":
        return undefined;
      case "read": {
        const vendorAt = timeOf(state.isThere ? Math.max(state.stamp, toldAt) : toldAt);
        return {
          ...{ vendorAt, readAt, directReadAt: readAt },
          ...{ deleted: !state.isThere, text: state.text },
        };
      }
      case "search": {
        indexed = Math.max(indexed, past.length - 2 - one.behind);
        const { text, stamp, isThere } = past[indexed] as State;
        const told = `${text} ${stamp}`;
        if (!isThere || told === lastTold) return undefined;
        lastTold = told;
        return { vendorAt: timeOf(stamp), readAt, directReadAt: null, deleted: false, text };
      }
      default:
        return one satisfies never;
    }
  });
  return { reads, state: past.at(-1) as State };
}

function afterStep(
  { kind }: Step,
  { state, now, at }: { state: State; now: number; at: number },
): State {
  if (kind === "edit" && state.isThere) return { ...state, text: at + 1, stamp: now };
  if (kind === "end" || kind === "back") return { ...state, isThere: kind === "back" };
  return state;
}

/** In that order, but for searches: one process makes them, and publishes one after the other. */
function arrivalsOf(reads: readonly (Read | undefined)[], order: readonly number[]): Read[] {
  const isSearch = (at: number) => reads[at]?.directReadAt === null;
  const searches = order.filter(isSearch).toSorted((one, other) => one - other);
  return order
    .map((at) => (isSearch(at) ? (searches.shift() ?? at) : at))
    .flatMap((at) => reads[at] ?? []);
}

function timeOf(second: number): string {
  return new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
}
