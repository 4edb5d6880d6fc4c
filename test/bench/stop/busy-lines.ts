import { startStack } from "@fieldwork/infra/stack";
import { createLogger } from "@fieldwork/runtime";
import type { HubspotProcess, OpenaiProcess } from "@fieldwork/simulators";
import { createDatabase, type Database } from "@fieldwork/store";
import { createBenchStack } from "../bench-stack.ts";

/** A line with more to do than its model takes, some of it over again. */
export interface BusyLine {
  connection: string;
  database: Database;
  hubspot: HubspotProcess;
  openai: OpenaiProcess;
  stop(): Promise<void>;
}

const companies = 8000;
const latencyMs = 100;
const keepRows = 20_000;
const workers = 16;
const enrichers = 2;
// Half as many as there are workers: the others wait for admission.
const shared = { OPENAI_CONCURRENCY: String(workers / 2), ASK_MAX_FAILURES: "20" };

export async function openEmbedded(): Promise<BusyLine> {
  const settings = { ...shared, LANE_CONCURRENCY: String(workers) };
  const stack = await createBenchStack({ companies, latencyMs, keepRows, settings });
  await misbehave(stack);
  await stack.line.start();
  const { hubspot, openai, line } = stack;
  return {
    ...{ connection: "bench", database: line.database, hubspot, openai },
    stop: () => stack.stop(),
  };
}

export async function openProduction(): Promise<BusyLine> {
  const stack = await startStack({
    replicas: { enricher: enrichers },
    settings: {
      ...shared,
      FIELDWORK_ROUTE: "openai/gpt-6-luna",
      FIELDWORK_BUDGET_USD: "1000",
      WRITE_MODE: "apply",
      LANE_CONCURRENCY: String(workers / enrichers),
      LOG_LEVEL: "error",
    },
    vendors: {
      hubspot: { seed: companies, options: { keepRows } },
      openai: { options: { latencyMs, keepRows } },
    },
    onLine: () => undefined,
    logger: createLogger({ service: "bench", level: "error" }),
  });
  const { databaseUrl: connectionString, vendors } = stack;
  await misbehave(vendors);
  const database = createDatabase({ connectionString, max: 2, applicationName: "bench" });
  return {
    ...{ connection: "hubspot", database, ...vendors },
    async stop() {
      await database.stop();
      await stack.stop();
    },
  };
}

/** Answers that have to be repaired, and are asked for again when they cannot be; refused writes. */
async function misbehave({ openai, hubspot }: Pick<BusyLine, "openai" | "hubspot">) {
  const always = { times: "always", seed: 7 } as const;
  await openai.faults.add({ ...always, vendor: "prose", probability: 0.3 });
  await hubspot.faults.add({ ...always, kind: "write", status: 429, probability: 0.1 });
}
