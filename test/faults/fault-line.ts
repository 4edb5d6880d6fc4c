import { buildConsole } from "@fieldwork/console";
import { freePort } from "@fieldwork/infra/local";
import type { ManagedProcess } from "@fieldwork/infra/stack";
import { createProductionLine, type ProductionLine } from "../support/production-line.ts";

/** The production line under test: two processes of each service, so that each has somebody to replace it. */
export interface FaultLine extends ProductionLine {
  /** Where `api-1` is reached while it runs: it is not started with the others. */
  apiUrl: string;
  /** The process that said last that it plays a role. */
  playerOf(role: string): ManagedProcess;
}

/** Calls that one enricher has under way at most. */
export const concurrency = 16;
export const leaseMs = 3000;

const settings = {
  FIELDWORK_BUDGET_USD: "5",
  LANE_CONCURRENCY: String(concurrency),
  OPENAI_CONCURRENCY: String(2 * concurrency),
  LEASE_MS: String(leaseMs),
  // The vendor's place of a call whose process was killed is free again some seconds after that: were all
  // of them held, no test would wait for the usual minute.
  ATTEMPT_TIMEOUT_MS: "20000",
  // Whoever follows a backfill by command asks a few times a second.
  REQUESTS_PER_MINUTE: "100000",
};

const connectors = ["connector-1", "connector-2"];

/** Its connectors start once `before` has been done to the CRMs. */
export async function createFaultLine(
  before?: (line: ProductionLine) => Promise<void>,
): Promise<FaultLine> {
  const players = new Map<string, string>();
  const apiPort = String(await freePort());
  const line = await createProductionLine({
    replicas: { connector: 2, planner: 2, enricher: 2, writer: 2, api: 1 },
    settings: { ...settings, API_PORT: apiPort, CONSOLE_DIR: await buildConsole() },
    startedLater: [...connectors, "api-1"],
    vendors: {
      history: "read-only",
      hubspot: { options: { delayMs: 30 } },
      salesforce: { options: { delayMs: 30 } },
      openai: { options: { latencyMs: 40 } },
    },
    onLine(process, text) {
      const role = /"role":"([^"]+)".*"msg":"role taken"/.exec(text)?.[1];
      if (role !== undefined) players.set(role, process);
    },
  });
  await before?.(line);
  await Promise.all(connectors.map((name) => line.stack.process(name).start()));
  return {
    ...line,
    apiUrl: `http://localhost:${apiPort}`,
    playerOf: (role) => line.stack.process(players.get(role) ?? `nobody that plays "${role}"`),
  };
}
