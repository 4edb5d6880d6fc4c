import {
  configError,
  configSetting,
  type Environment,
  findConfigPart,
  readConfigFile,
  readConfigPart,
  setting,
} from "@fieldwork/runtime";
import { z } from "zod";
import { loadConnections } from "./connections-file.ts";
import { type Connection, secretSettings } from "./vendors.ts";

const pathName = "FIELDWORK_CONNECTIONS";

/**
 * For the configuration of every service that talks to CRMs. The secrets are those of one connection to
 * each vendor; a connections file may name any other variable, which is then a file in
 * FIELDWORK_SECRETS_DIR.
 */
export const connectionsSetting = {
  ...configSetting,
  [pathName]: setting(z.string().optional(), {
    about: "The connections, in place of connections.yaml in the configuration folder",
    set: "the path of a YAML or JSON file of connections",
  }),
  ...secretSettings,
};

/** For whatever writes into CRMs, or creates fields in them. */
export const writeModeSetting = {
  WRITE_MODE: setting(z.enum(["apply", "preview"]).default("apply"), {
    about: "Whether answers are written into the CRMs, or only shown",
  }),
};

/** Whether connections are configured, by FIELDWORK_CONNECTIONS or by the folder of the configuration. */
export async function namesConnections(environment: Environment): Promise<boolean> {
  if (environment[pathName]) return true;
  return (await findConfigPart(environment, "connections.yaml")) !== undefined;
}

/**
 * The connections that FIELDWORK_CONNECTIONS names, else those of the folder of the configuration; none
 * where neither is.
 *
 * @throws AppError `config_invalid`, naming every problem at once.
 */
export async function findConnections(environment: Environment): Promise<Connection[]> {
  const path = environment[pathName];
  const given = path
    ? await readConfigFile(path, pathName)
    : await readConfigPart(environment, "connections.yaml");
  return given === undefined ? [] : loadConnections(given, (name) => environment[name]);
}

/** The same, where there have to be some. */
export async function readConnections(environment: Environment): Promise<Connection[]> {
  const connections = await findConnections(environment);
  if (connections.length > 0) return connections;
  const problem = "is not in the configuration folder";
  const remedy = `Write it (config.example shows how), or set ${pathName} to the path of such a file`;
  throw configError([{ what: "connections.yaml", problem, remedy }]);
}
