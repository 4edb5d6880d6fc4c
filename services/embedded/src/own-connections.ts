import { defaultRamp, defaultRestMinutes } from "@fieldwork/api";
import { type Connection, readCrms } from "@fieldwork/crm";
import type { Environment } from "@fieldwork/runtime";
import type { RunCrms } from "./run-crms.ts";

/**
 * The connections of connections.yaml, or of the file that FIELDWORK_CONNECTIONS names, with
 * mapping.yaml.
 *
 * @throws AppError `config_invalid`, naming every problem.
 */
export async function loadOwnConnections(
  environment: Environment,
  { writes, backfills }: { writes: boolean; backfills: boolean },
): Promise<RunCrms> {
  const { connections, mappings } = await readCrms(environment);
  return {
    name: "connections",
    identity: [connections.map((one) => [one.vendor, one.name, addressOf(one)])],
    description: connections.map(({ name, vendor }) => `${name} (${vendor})`).join(", "),
    writes,
    connectionNames: connections.map((one) => one.name),
    backfills: backfills ? { ramp: defaultRamp, restMinutes: defaultRestMinutes } : undefined,
    mappings,
    open: async () => [...connections],
  };
}

function addressOf(connection: Connection): string {
  return "loginUrl" in connection ? connection.loginUrl : (connection.baseUrl ?? "");
}
