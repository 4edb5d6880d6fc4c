import { type Environment, readConfigPart } from "@fieldwork/runtime";
import { loadConnections } from "./connections-file.ts";
import { loadMapping } from "./mapping/mapping-file.ts";
import { createMappings, type Mappings, type NamedConnection } from "./mapping/mappings.ts";
import { findConnections, readConnections } from "./read-connections.ts";
import type { Connection } from "./vendors.ts";

/** The CRMs that are configured: their connections, and what is read of each. */
export interface Crms {
  connections: readonly Connection[];
  mappings: Mappings;
}

/**
 * The connections and mapping.yaml of the folder of the configuration.
 *
 * @throws AppError `config_invalid`, naming every problem of a file at once; also without connections.
 */
export async function readCrms(environment: Environment): Promise<Crms> {
  return withMappings(environment, await readConnections(environment));
}

/** The same, where there may be no connections: then the vendors' own mappings count. */
export async function findCrms(environment: Environment): Promise<Crms> {
  return withMappings(environment, await findConnections(environment));
}

/**
 * What is read of each connection, for whoever holds the secret of none: connections.yaml tells their names and
 * vendors. Undefined if the files do not fit each other: whoever holds the secrets reports that.
 */
export async function findMappings(environment: Environment): Promise<Mappings | undefined> {
  const given = await readConfigPart(environment, "connections.yaml");
  try {
    return await readMappings(environment, given ? loadConnections(given, () => "not held") : []);
  } catch {
    return undefined;
  }
}

async function withMappings(
  environment: Environment,
  connections: readonly Connection[],
): Promise<Crms> {
  return { connections, mappings: await readMappings(environment, connections) };
}

async function readMappings(
  environment: Environment,
  connections: readonly NamedConnection[],
): Promise<Mappings> {
  const given = await readConfigPart(environment, "mapping.yaml");
  return createMappings(connections, given && loadMapping(given));
}
