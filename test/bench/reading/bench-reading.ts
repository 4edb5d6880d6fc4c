import { createReadingStore } from "./reading-store.ts";
import { type TimedPage, timePagesOverHttp } from "./time-pages-over-http.ts";
import { findSequentialScans, type TimedReading, timeReadings } from "./time-readings.ts";
import { dropReadingIndexes, timeWriting } from "./time-writing.ts";

export interface ReadingFigures {
  rows: number;
  /** The slowest of the medians of all that is offered. */
  pageP50Ms: number;
  countP50Ms: number;
  searchP50Ms: number;
  /** The slowest median of filtered pages of records, as a client of the API waits for them. */
  httpPageP50Ms: number;
}

export interface ReadingOptions {
  say: (line: string) => void;
}

const rows = 1_000_000;
const rounds = 5;
const httpRounds = 20;
const writtenBatches = 40;
const limits = { pageP50Ms: 50, countP50Ms: 50, searchP50Ms: 200, httpPageP50Ms: 60 } as const;

/** Reads every list of a store of a million records; past a limit the process ends with 1. */
export async function benchReading({ say }: ReadingOptions): Promise<ReadingFigures> {
  say(`filling ${rows} records`);
  const store = await createReadingStore(rows);
  try {
    const timed = await timeReadings(store.reader, rounds);
    const overHttp = await timePagesOverHttp(store, httpRounds);
    const figures = figuresOf(timed, overHttp);
    tell(timed, say);
    for (const { name, pageMs } of overHttp)
      say(`${ms(pageMs).padStart(9)}${"".padStart(10)}  ${name}`);
    const faults = [...overLimits(figures), ...(await findSequentialScans(store.reader))];
    for (const fault of faults) say(`FAULT  ${fault}`);
    if (faults.length > 0) process.exitCode = 1;
    const withIndexes = await timeWriting(store.database, writtenBatches);
    await dropReadingIndexes(store.database);
    const without = await timeWriting(store.database, writtenBatches);
    say(`writing 1000 records takes ${ms(withIndexes)}, without what reading needs ${ms(without)}`);
    return figures;
  } finally {
    await store.close();
  }
}

function figuresOf(timed: readonly TimedReading[], overHttp: readonly TimedPage[]): ReadingFigures {
  const lists = timed.filter(({ isSearch }) => !isSearch);
  const searches = timed.filter(({ isSearch }) => isSearch);
  return {
    rows,
    pageP50Ms: slowest(lists.map(({ pageMs }) => pageMs)),
    countP50Ms: slowest(lists.map(({ countMs }) => countMs)),
    searchP50Ms: slowest(searches.flatMap(({ pageMs, countMs }) => [pageMs, countMs])),
    httpPageP50Ms: slowest(overHttp.map(({ pageMs }) => pageMs)),
  };
}

function overLimits(figures: ReadingFigures): string[] {
  return Object.entries(limits).flatMap(([name, limit]) => {
    const figure = figures[name as keyof typeof limits];
    return figure > limit ? [`${name} is ${figure}, more than ${limit}`] : [];
  });
}

/** Of each list the choice of filters that takes longest, and every search. */
function tell(timed: readonly TimedReading[], say: (line: string) => void): void {
  const shown = Map.groupBy(timed, ({ name, isSearch }) => (isSearch ? name : name.split(" ")[0]));
  say(`${"page".padStart(9)}${"count".padStart(10)}  the slowest of each list`);
  for (const readings of shown.values()) {
    const [worst] = readings.toSorted(
      (one, other) => other.pageMs + other.countMs - one.pageMs - one.countMs,
    );
    if (worst)
      say(`${ms(worst.pageMs).padStart(9)}${ms(worst.countMs).padStart(10)}  ${worst.name}`);
  }
}

function slowest(values: readonly number[]): number {
  return Math.round(Math.max(0, ...values) * 10) / 10;
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}
