import { type Connection, readConnections } from "@fieldwork/crm";
import { modelProblems, openaiKeyFrom } from "@fieldwork/enricher";
import { AppError, type ConfigProblem, configError } from "@fieldwork/runtime";
import type { Arguments } from "./arguments.ts";
import type { EmbeddedConfig } from "./config.ts";

/** What this start works on. */
export interface LineChoice {
  /** Undefined: the simulators. */
  connections: Connection[] | undefined;
  /** Asked in place of each enrichment's own route; undefined: the offline baseline answers. */
  route: string[] | undefined;
  /** Whether answers are written, or only shown. */
  writes: boolean;
}

/**
 * Which CRMs and which model the settings name.
 *
 * @throws AppError `config_invalid`, naming every problem at once.
 */
export async function chooseLine(
  config: EmbeddedConfig,
  { args, env }: { args: Arguments; env: Readonly<Record<string, string | undefined>> },
): Promise<LineChoice> {
  const problems: ConfigProblem[] = [];
  const connections = await connectionsOf(config, env, problems);
  const asksModel = openaiKeyFrom(config) !== undefined || config.OPENAI_BASE_URL !== undefined;
  const route = asksModel ? [`openai/${config.OPENAI_MODEL}`] : undefined;
  problems.push(...modelProblems(config, route ?? []));
  if (args.write && config.FIELDWORK_CONNECTIONS === undefined) {
    problems.push({
      what: "--write",
      problem: "has no connections to write into",
      remedy: "Set FIELDWORK_CONNECTIONS, or leave --write out: the simulators are always written",
    });
  }
  if (args.records !== undefined && config.FIELDWORK_CONNECTIONS !== undefined) {
    problems.push({
      what: "--records",
      problem: "limits the demo alone, and FIELDWORK_CONNECTIONS names real connections",
      remedy: "Leave one of the two out",
    });
  }
  if (problems.length > 0) throw configError(problems);
  return { connections, route, writes: connections === undefined || args.write };
}

async function connectionsOf(
  { FIELDWORK_CONNECTIONS: path }: EmbeddedConfig,
  env: Readonly<Record<string, string | undefined>>,
  problems: ConfigProblem[],
): Promise<Connection[] | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readConnections(path, (name) => env[name]);
  } catch (error) {
    const { details } = AppError.from(error);
    problems.push(...(details.problems as ConfigProblem[]));
    return undefined;
  }
}
