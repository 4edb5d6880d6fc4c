import { apiProcess, prepareConfig } from "@fieldwork/api";
import { connectorProcess } from "@fieldwork/connector";
import { enricherProcess } from "@fieldwork/enricher";
import { plannerProcess } from "@fieldwork/planner";
import { writerProcess } from "@fieldwork/writer";
import type { z } from "zod";

/** A service of the production layout: what docker-compose.yml describes, and `npm run stack` starts. */
export interface LayoutService {
  name: string;
  command: readonly string[];
  /** The settings that it reads; it is given no others. */
  settings: z.ZodObject;
  /** Runs to its end before the others start. */
  runsOnce?: boolean;
  /** Any number may run; by default this many. */
  replicas: number;
}

/**
 * Where the heap is limited, V8 collects all old objects more often: that took 3 to 10 % of an enricher's CPU, and about
 * 10 % of a writer's. So it waits until they are three times as many as were alive, within the limit.
 */
const growingHeap = "--heap-growing-percent=200";

/** In the order of their start. */
export const layout: readonly LayoutService[] = [
  {
    name: "prepare",
    command: ["node", "services/api/src/cli.ts", "prepare"],
    settings: prepareConfig,
    runsOnce: true,
    replicas: 1,
  },
  {
    name: "writer",
    command: ["node", growingHeap, "services/writer/src/main.ts"],
    settings: writerProcess,
    replicas: 1,
  },
  {
    name: "enricher",
    command: ["node", growingHeap, "services/enricher/src/main.ts"],
    settings: enricherProcess,
    replicas: 2,
  },
  {
    name: "planner",
    command: ["node", growingHeap, "services/planner/src/main.ts"],
    settings: plannerProcess,
    replicas: 1,
  },
  {
    name: "connector",
    command: ["node", "services/connector/src/main.ts"],
    settings: connectorProcess,
    replicas: 1,
  },
  {
    name: "api",
    command: ["node", "services/api/src/main.ts"],
    settings: apiProcess,
    replicas: 1,
  },
];

/** Those of the given variables that a service reads. */
export function variablesOf({ settings }: Pick<LayoutService, "settings">): string[] {
  return Object.keys(settings.shape);
}

/** The part of `variables` that a service reads. */
export function environmentOf(
  service: Pick<LayoutService, "settings">,
  variables: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    variablesOf(service).flatMap((name) => {
      const value = variables[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
