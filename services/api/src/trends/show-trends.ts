import { scopeEnds } from "@fieldwork/budget";
import { type Burn, endOfDay, judgeBurn } from "./judge-burn.ts";
import type { TakenSample } from "./trends.ts";

interface Line {
  name: string;
  /** As many as there are times; null where nothing was known. */
  values: (number | null)[];
}

export interface ShownTrends {
  times: Date[];
  waiting: Line[];
  active: Line[];
  behind: Line[];
  /** Of all calls together, a minute. */
  spentNanoUsd: (number | null)[];
  budgets: (TakenSample["budgets"][number] & Burn)[];
}

const totalScope = "total";
const minuteMs = 60_000;

/** How the line was of late, as lines over time, and how fast budgets are used up. Pure. */
export function showTrends(samples: readonly TakenSample[]): ShownTrends {
  const linesOf = (pick: (sample: TakenSample) => { name: string; value: number }[]): Line[] => {
    const names = [...new Set(samples.flatMap((one) => pick(one).map(({ name }) => name)))];
    return names.toSorted().map((name) => ({
      name,
      // What is not listed has nothing.
      values: samples.map((one) => pick(one).find((each) => each.name === name)?.value ?? 0),
    }));
  };
  const lanesBy = (of: "waiting" | "active") =>
    linesOf(({ lanes }) => lanes.map((one) => ({ name: one.name, value: one[of] })));
  const charged = Map.groupBy(
    samples.flatMap(({ atMs, budgets }) =>
      budgets.map(({ scope, chargedNanoUsd }) => {
        return { scope, atMs, chargedNanoUsd: Number(chargedNanoUsd) };
      }),
    ),
    ({ scope }) => scope,
  );
  return {
    times: samples.map(({ atMs }) => new Date(atMs)),
    ...{ waiting: lanesBy("waiting"), active: lanesBy("active") },
    behind: linesOf(({ log }) =>
      log.map(({ topic, readBy, behind }) => ({ name: `${readBy} ${topic}`, value: behind })),
    ),
    spentNanoUsd: spentAMinute(samples),
    budgets: (samples.at(-1)?.budgets ?? []).map((budget) => {
      const { scope, limitNanoUsd } = budget;
      const endsAt = scopeEnds(scope) ?? endOfDay(new Date(samples.at(-1)?.atMs ?? 0));
      const limit = { limitNanoUsd: Number(limitNanoUsd), endsAt };
      return { ...budget, ...judgeBurn(charged.get(scope) ?? [], limit) };
    }),
  };
}

function spentAMinute(samples: readonly TakenSample[]): (number | null)[] {
  const chargedAt = (sample: TakenSample | undefined) => {
    const found = sample?.budgets.find(({ scope }) => scope === totalScope);
    return found ? Number(found.chargedNanoUsd) : null;
  };
  return samples.map((sample, place) => {
    const before = samples[place - 1];
    const [from, to] = [chargedAt(before), chargedAt(sample)];
    if (before === undefined || from === null || to === null) return null;
    return Math.max(0, ((to - from) / (sample.atMs - before.atMs)) * minuteMs);
  });
}
