import { startLocalBackends } from "@fieldwork/infra/local";
import { createLogger } from "@fieldwork/runtime";
import { Kafka, logLevel } from "kafkajs";
import { clearTraces } from "./clear-traces.ts";
import type { Contestant, Race } from "./contestant.ts";
import { publishChanges } from "./publish-changes.ts";
import { type RaceFigures, runRace } from "./run-race.ts";

export interface CompareOptions {
  /** How many enriching processes; each number is tried in turn. */
  processes: readonly number[];
  /** Rounds at each number, in which each line runs once. */
  runs: number;
  companies: number;
  postgresBinDir?: string | undefined;
  say: (line: string) => void;
}

export interface Comparison {
  processes: number;
  /** By contestant: the run whose speed is the median. */
  medians: Readonly<Record<string, RaceFigures>>;
  /** The speeds of each round, by contestant. */
  rounds: readonly Readonly<Record<string, number>>[];
}

const concurrency = 50;

/** Lets lines take turns over the same changes on the same Kafka and Redis. */
export async function compareLines(
  contestants: readonly Contestant[],
  { processes: counts, runs, companies, postgresBinDir, say }: CompareOptions,
): Promise<Comparison[]> {
  const logger = createLogger({ service: "bench", level: "error" });
  const backends = await startLocalBackends({ need: ["redis", "kafka"], logger });
  const { kafkaBrokers: brokers } = backends;
  const kafka = new Kafka({
    clientId: "bench",
    brokers: brokers.split(","),
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  let races = 0;
  const run = async (contestant: Contestant, processes: number) => {
    races += 1;
    await clearTraces(admin, backends.redisUrl);
    const race: Race = {
      name: `race-${races}`,
      ...{ processes, companies, backends, postgresBinDir },
      concurrency: concurrency * (contestant.timesInWork ?? 1),
    };
    return runRace(contestant, { race, admin });
  };
  try {
    await publishChanges(kafka, { brokers, companies, logger });
    await admin.connect();
    // Unmeasured: a broker that has just started is slow for whoever comes first.
    for (const contestant of contestants) await run(contestant, counts[0] ?? 1);
    const comparisons: Comparison[] = [];
    for (const processes of counts) {
      const figures = contestants.map((contestant) => ({ contestant, all: [] as RaceFigures[] }));
      const rounds: Record<string, number>[] = [];
      for (let round = 0; round < runs; round += 1) {
        const speeds: Record<string, number> = {};
        // In turns, so that a slow minute of the machine slows all.
        for (const { contestant, all } of round % 2 === 0 ? figures : figures.toReversed()) {
          const one = await run(contestant, processes);
          say(
            `${contestant.name} with ${processes}: ${one.recordsPerSecond} records/s, others took ${one.coresTakenByOthers} cores`,
          );
          all.push(one);
          speeds[contestant.name] = one.recordsPerSecond;
        }
        rounds.push(speeds);
      }
      const medians = figures.map(({ contestant, all }) => [contestant.name, medianOf(all)]);
      comparisons.push({ processes, medians: Object.fromEntries(medians), rounds });
    }
    return comparisons;
  } finally {
    await admin.disconnect();
    await backends.stop();
  }
}

function medianOf(figures: readonly RaceFigures[]): RaceFigures | undefined {
  return figures.toSorted((a, b) => a.recordsPerSecond - b.recordsPerSecond)[
    Math.floor(figures.length / 2)
  ];
}
