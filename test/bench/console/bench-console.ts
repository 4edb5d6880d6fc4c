import type { BenchOptions } from "../bench-line.ts";
import { type Flatness, flatnessText } from "../flatness.ts";
import { median } from "../median.ts";
import { createReadingStore } from "../reading/reading-store.ts";
import { bundleKbGz } from "./bundle-size.ts";
import { measureMemory } from "./measure-memory.ts";
import { timeFilter, timeFirstRows, timeRecord, timeScrolling } from "./measure-pages.ts";
import { type ServedConsole, serveConsole } from "./served-console.ts";

export interface ConsoleFigures {
  rows: number;
  firstRowsMs: number;
  filterMs: number;
  recordMs: number;
  scrollP95FrameMs: number;
  bundleKbGz: number;
  /** The heap of a page with live updates, at the end against the beginning. */
  memory: Flatness;
}

const rows = 1_000_000;
const scrolledRows = 24_000;
const rounds = 7;
const scrollRounds = 3;
const limits = {
  ...{ firstRowsMs: 1500, filterMs: 300, recordMs: 250, scrollP95FrameMs: 33, bundleKbGz: 260 },
} as const;
const mostGrowth = 1.1;

/** The console in a real browser on a store of a million records; past a limit the process ends with 1. */
export async function benchConsole({
  minutes,
  say,
}: Pick<BenchOptions, "minutes" | "say">): Promise<ConsoleFigures> {
  say(`filling ${rows} records`);
  const store = await createReadingStore(rows);
  try {
    const served = await serveConsole(store);
    try {
      const figures = await measure(served, minutes, say);
      for (const [name, limit] of Object.entries(limits))
        say(`${name} ${figures[name as keyof typeof limits]}, at most ${limit}`);
      say(`heap with 50 changed records a second: ${flatnessText(figures.memory)}`);
      if (!isWithin(figures)) process.exitCode = 1;
      return figures;
    } finally {
      await served.stop();
    }
  } finally {
    await store.close();
  }
}

async function measure(
  served: ServedConsole,
  minutes: number,
  say: BenchOptions["say"],
): Promise<ConsoleFigures> {
  say("reading pages");
  const firstRowsMs = await medianOf(rounds, () => timeFirstRows(served));
  const filterMs = await medianOf(rounds, (round) => timeFilter(served, round));
  const recordMs = await medianOf(rounds, (round) => timeRecord(served, round));
  say(`scrolling ${scrolledRows} rows`);
  const scrollP95FrameMs = await medianOf(scrollRounds, () => timeScrolling(served, scrolledRows));
  say(`live updates for ${minutes} minutes`);
  const memory = await measureMemory(served, minutes, say);
  return {
    ...{ rows, firstRowsMs, filterMs, recordMs, scrollP95FrameMs },
    ...{ bundleKbGz: await bundleKbGz(served), memory },
  };
}

async function medianOf(times: number, measureOnce: (round: number) => Promise<number>) {
  const measured: number[] = [];
  for (let round = 0; round < times; round++) measured.push(await measureOnce(round));
  return Math.round(median(measured) * 10) / 10;
}

function isWithin(figures: ConsoleFigures): boolean {
  const areWithin = Object.entries(limits).every(
    ([name, limit]) => figures[name as keyof typeof limits] <= limit,
  );
  return areWithin && figures.memory.ratio <= mostGrowth;
}
