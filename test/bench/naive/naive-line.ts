import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { compiledFolder } from "@fieldwork/infra/stack";
import type { Contestant, PreparedLine, Race } from "../race/contestant.ts";
import { type RaceVendors, spawnRaceVendors } from "../race/race-vendors.ts";
import type { NaiveSettings } from "./naive-settings.ts";

interface NaiveProcess {
  pid: number;
  stop(): Promise<void>;
}

const main = fileURLToPath(new URL("main.ts", import.meta.url));

/**
 * The line as a good engineer writes it in a day, with the official clients as they come: kafkajs
 * consumer, BullMQ job on Redis, one model call, one read and one write of the record. No guarantees.
 */
export const naiveLine: Contestant = {
  name: "naive",
  async prepare(race) {
    const vendors = await spawnRaceVendors(race);
    const settings = settingsOf(race, vendors);
    const workers: NaiveProcess[] = [];
    const consumers: NaiveProcess[] = [];
    const stop = async () => {
      await Promise.all([...consumers, ...workers].map((one) => one.stop()));
      await vendors.stop();
    };
    try {
      for (let count = 0; count < race.processes; count += 1)
        workers.push(await spawnNaive("worker", settings));
    } catch (error) {
      await stop();
      throw error;
    }
    return {
      vendors,
      group: settings.run,
      async startReading() {
        consumers.push(await spawnNaive("consumer", settings));
      },
      ownParts: () => ({ consumer: pidsOf(consumers), workers: pidsOf(workers) }),
      stop,
    } satisfies PreparedLine;
  },
};

function settingsOf(
  { backends, concurrency, name }: Race,
  { openai, salesforce }: RaceVendors,
): NaiveSettings {
  const { clientId, clientSecret } = salesforce.credentials;
  return {
    kafkaBrokers: backends.kafkaBrokers,
    redisUrl: backends.redisUrl,
    run: `naive-${name}`,
    concurrency,
    openai: { baseUrl: openai.baseUrl, apiKey: openai.credentials.apiKey },
    salesforce: { loginUrl: salesforce.url, clientId, clientSecret },
  };
}

/** Ends with this process, however this process ends. */
async function spawnNaive(
  role: "consumer" | "worker",
  settings: NaiveSettings,
): Promise<NaiveProcess> {
  const child = spawn(process.execPath, [main, role], {
    env: {
      PATH: "/usr/bin:/bin",
      // kafkajs asks Node for timeouts in the past, which Node remarks on.
      NODE_NO_WARNINGS: "1",
      // As the services have it.
      NODE_COMPILE_CACHE: compiledFolder,
      NAIVE_LINE: JSON.stringify(settings),
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const failed = exited.then(([code]) => {
    throw new Error(`the naive ${role} ended with ${code} before it was ready`);
  });
  failed.catch(() => {});
  const lines = createInterface({ input: child.stdout });
  await Promise.race([once(lines, "line"), failed]);
  return {
    pid: child.pid ?? 0,
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}

function pidsOf(processes: readonly NaiveProcess[]): number[] {
  return processes.map(({ pid }) => pid);
}
