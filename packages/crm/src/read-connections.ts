import { readFile } from "node:fs/promises";
import { configError, remedyFor, setting } from "@fieldwork/runtime";
import { z } from "zod";
import { type FindSecret, loadConnections } from "./connections-file.ts";
import type { Connection } from "./vendors.ts";

const connectionSecret = (about: string) =>
  setting(z.string().optional(), {
    about,
    set: "it where the connections file names this variable under …Env",
    secret: true,
  });

/**
 * For the configuration of every service that talks to CRMs. The secrets are those of one connection to
 * each vendor; a file may name any other variable, which then stands in FIELDWORK_SECRETS_DIR.
 */
export const connectionsSetting = {
  FIELDWORK_CONNECTIONS: setting(z.string("is missing").min(1), {
    about:
      "The connections: a JSON file that names CRM accounts and the variables of their secrets",
    set: "the path of a JSON file of connections",
  }),
  HUBSPOT_TOKEN: connectionSecret("The access token of a HubSpot private app"),
  SALESFORCE_CLIENT_ID: connectionSecret("The client id of a Salesforce connected app"),
  SALESFORCE_CLIENT_SECRET: connectionSecret("The client secret of a Salesforce connected app"),
};

/** For whatever writes into CRMs, or creates fields in them. */
export const writeModeSetting = {
  WRITE_MODE: setting(z.enum(["apply", "preview"]).default("apply"), {
    about: "Whether answers are written into the CRMs, or only shown",
  }),
};

/**
 * The connections in a JSON file; none without a path, of which the setting's schema tells.
 *
 * @throws AppError `config_invalid`, naming every problem at once.
 */
export async function readConnections(
  path: string | undefined,
  findSecret: FindSecret,
): Promise<Connection[]> {
  if (!path) return [];
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    const what = "FIELDWORK_CONNECTIONS";
    const remedy = remedyFor(what, connectionsSetting[what]);
    throw configError([{ what, problem: `${path} cannot be read`, remedy }], cause);
  });
  return loadConnections(text, findSecret);
}
