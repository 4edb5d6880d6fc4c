import type { Reader } from "@fieldwork/store/reading";
import {
  explaining,
  type OfferedReading,
  offeredDeadEvents,
  offeredReadings,
  type PlanNode,
  unboundedSteps,
} from "@fieldwork/store/testing";

export interface TimedReading {
  name: string;
  isSearch: boolean;
  pageMs: number;
  countMs: number;
}

/** Medians of every list with every choice of its filters: of a first page and the one after it, and of a count. */
export async function timeReadings(reader: Reader, rounds: number): Promise<TimedReading[]> {
  const timed: TimedReading[] = [];
  for (const reading of await allReadings(reader)) {
    const pages: number[] = [];
    const counts: number[] = [];
    for (let round = 0; round < rounds; round++) {
      pages.push(...(await timePages(reading)));
      counts.push(await timeOf(() => reading.count()));
    }
    const { name, isSearch } = reading;
    timed.push({ name, isSearch, pageMs: median(pages), countMs: median(counts) });
  }
  return timed;
}

async function allReadings(reader: Reader): Promise<OfferedReading[]> {
  return [...(await offeredReadings(reader)), ...offeredDeadEvents(reader)];
}

async function timePages({ page }: OfferedReading): Promise<number[]> {
  let next: string | null = null;
  const first = await timeOf(async () => {
    next = (await page()).next;
  });
  if (next === null) return [first];
  const following: string = next;
  return [first, await timeOf(() => page(following))];
}

/** The readings that scan a whole table, which none may. */
export async function findSequentialScans(reader: Reader): Promise<string[]> {
  const plans: PlanNode[] = [];
  const found: string[] = [];
  for (const { name, page, count } of await allReadings(explaining(reader, plans))) {
    plans.length = 0;
    await page();
    await count();
    const scans = plans.flatMap(unboundedSteps).filter((step) => step.startsWith("Seq Scan"));
    if (scans.length > 0) found.push(`${name}: ${scans.join(", ")}`);
  }
  return found;
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
