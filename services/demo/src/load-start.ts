import { namesConnections } from "@fieldwork/crm";
import {
  embeddedConfig,
  embeddedProcess,
  type LoadedRun,
  loadOwnConnections,
  loadRun,
} from "@fieldwork/embedded";
import { configError, type Environment, loadConfig } from "@fieldwork/runtime";
import type { DemoArguments } from "./arguments.ts";
import { createDemoCrms } from "./demo-crms.ts";

/**
 * What `npm start` runs: the user's own connections if connections.yaml or FIELDWORK_CONNECTIONS names
 * them, which is the plain embedded line, otherwise the demo on top of it.
 *
 * @throws AppError `config_invalid`, naming every problem.
 */
export async function loadStart(environment: Environment, args: DemoArguments): Promise<LoadedRun> {
  const { write: writes, backfill: backfills, records } = args;
  if (await namesConnections(environment)) {
    return loadRun({
      environment,
      config: () => loadConfig(embeddedProcess, environment),
      crms: () => loadOwnConnections(environment, { writes, backfills }),
      args: () => refuseIf(records !== undefined, recordsOfReal),
    });
  }
  return loadRun({
    environment,
    config: () => loadConfig(embeddedConfig, environment),
    crms: async () => createDemoCrms(records),
    args: () => refuseIf(writes, writesOfNone),
  });
}

const recordsOfReal = {
  what: "--records",
  problem: "only limits the demo, but real connections are configured",
  remedy: "Remove one of the two",
};

const writesOfNone = {
  what: "--write",
  problem: "has no connections to write into",
  remedy: "Write config/connections.yaml, or remove --write: the simulators are always written to",
};

function refuseIf(wrong: boolean, problem: typeof writesOfNone): void {
  if (wrong) throw configError([problem]);
}
