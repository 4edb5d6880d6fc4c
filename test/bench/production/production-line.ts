import { topics } from "@fieldwork/contracts";
import { type ManagedProcess, startStack } from "@fieldwork/infra/stack";
import { createLogger } from "@fieldwork/runtime";
import { createDatabase, type Db } from "@fieldwork/store";
import type { Contestant, Race } from "../race/contestant.ts";
import { raceVendorOptions } from "../race/race-vendors.ts";
import { findStagesSince } from "../stages.ts";

const services = ["planner", "enricher", "writer"] as const;

/** The services as processes of their own, every guarantee on; the changes are in the topic already, so there is no connector. */
export const productionLine: Contestant = {
  name: "production",
  async prepare(race) {
    const stack = await startStack({
      // Nobody orders anything during a race.
      replicas: { connector: 0, api: 0, planner: 1, enricher: race.processes, writer: 1 },
      settings: settingsFor(race),
      vendors: raceVendorOptions(race.companies),
      postgresBinDir: race.postgresBinDir,
      // As the naive line's are.
      heap: "unlimited",
      startedLater: ["planner-1"],
      given: race.backends,
      onLine(name, line) {
        if (name !== "prepare") process.stderr.write(`${name} | ${line}\n`);
      },
      logger: createLogger({ service: "bench", level: "error" }),
    });
    const database = createDatabase({
      connectionString: stack.databaseUrl,
      max: 1,
      applicationName: "bench",
    });
    return {
      vendors: stack.vendors,
      group: `planner.${topics.recordChanged.name}`,
      startReading: () => stack.process("planner-1").start(),
      ownParts: () => pidsByService(stack.processes),
      serverParts: () => ({ postgres: [stack.postgres?.pid() ?? 0] }),
      countUnwritten: () => countUnwritten(database),
      findStages: (startedAt) => findStagesSince(database, startedAt),
      async stop() {
        await database.stop();
        await stack.stop();
      },
    };
  },
};

/** The same with three times as many records in work as the naive line: what it gains by waiting for more at once. */
export const productionLineWithMore: Contestant = {
  ...productionLine,
  name: "production-with-more",
  timesInWork: 3,
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

/** Records of which a value waits for a person, or is not to be written. */
async function countUnwritten(database: Db): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `select count(*)::int from work where state in ('skipped', 'review', 'dead')
       or exists (select from review where work_id = work.id and closed_at is null)`,
  );
  return row?.count ?? 0;
}
