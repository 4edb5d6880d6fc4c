import { readFile } from "node:fs/promises";
import { configError } from "@fieldwork/runtime";
import { z } from "zod";
import { type FindSecret, loadConnections } from "./connections-file.ts";
import type { Connection } from "./vendors.ts";

/** For the configuration of every service that talks to CRMs. */
export const connectionsSetting = {
  FIELDWORK_CONNECTIONS: z
    .string("is missing")
    .min(1)
    .describe("Set the path of a JSON file of connections"),
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
    const remedy = connectionsSetting.FIELDWORK_CONNECTIONS.description;
    throw configError([{ what, problem: `${path} cannot be read`, remedy }], cause);
  });
  return loadConnections(text, findSecret);
}
