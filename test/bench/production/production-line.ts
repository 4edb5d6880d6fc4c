import { topics } from "@fieldwork/contracts";
import { type ManagedProcess, type RunningStack, startStack } from "@fieldwork/infra/stack";
import { createLogger } from "@fieldwork/runtime";
import { createDatabase } from "@fieldwork/store";
import type { Contestant, Race } from "../race/contestant.ts";
import { raceVendorOptions } from "../race/race-vendors.ts";
import { findStagesSince, type Stages } from "../stages.ts";

const services = ["planner", "enricher", "writer"] as const;

/** The services as processes of their own, every guarantee on; the changes stand already, so no connector. */
export const productionLine: Contestant = {
  name: "production",
  async prepare(race) {
    const stack = await startStack({
      replicas: { connector: 0, planner: 1, enricher: race.processes, writer: 1 },
      settings: settingsFor(race),
      vendors: raceVendorOptions(race.companies),
      startedLater: ["planner-1"],
      given: race.backends,
      onLine: (name, line) => void process.stderr.write(`${name} | ${line}\n`),
      logger: createLogger({ service: "bench", level: "error" }),
    });
    return {
      vendors: stack.vendors,
      group: `planner.${topics.recordChanged.name}`,
      startReading: () => stack.process("planner-1").start(),
      ownParts: () => pidsByService(stack.processes),
      serverParts: () => ({ postgres: [stack.postgres?.pid() ?? 0] }),
      findStages: (startedAt) => findStages(stack, startedAt),
      stop: () => stack.stop(),
    };
  },
};

function settingsFor({ processes, concurrency }: Race): Record<string, string> {
  return {
    FIELDWORK_ROUTE: "openai/gpt-6-luna",
    FIELDWORK_BUDGET_USD: "1000",
    LANE_CONCURRENCY: String(concurrency),
    OPENAI_CONCURRENCY: String(concurrency * processes),
    LOG_LEVEL: "warn",
  };
}

function pidsByService(processes: readonly ManagedProcess[]): Record<string, number[]> {
  return Object.fromEntries(
    services.map((service) => [
      service,
      processes.filter(({ name }) => name.startsWith(`${service}-`)).map((one) => one.pid()),
    ]),
  );
}

async function findStages(
  { databaseUrl }: Pick<RunningStack, "databaseUrl">,
  startedAt: Date,
): Promise<Stages> {
  const database = createDatabase({
    connectionString: databaseUrl,
    max: 1,
    applicationName: "bench",
  });
  try {
    return await findStagesSince(database, startedAt);
  } finally {
    await database.stop();
  }
}
