import { readFile } from "node:fs/promises";
import { type Connection, loadConnections } from "@fieldwork/crm";
import { AppError, type ConfigProblem, configError } from "@fieldwork/runtime";
import type { Arguments } from "./arguments.ts";
import type { EmbeddedConfig } from "./config.ts";

/** Who answers, and by what protocol. */
export type ModelChoice =
  | { kind: "baseline" }
  | {
      kind: "openai";
      apiKey: string;
      baseUrl: string | undefined;
      model: string;
      api: "responses" | "chat";
    };

/** What this start works on. */
export interface LineChoice {
  /** Undefined: the simulators. */
  connections: Connection[] | undefined;
  model: ModelChoice;
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
  {
    args,
    env,
    defaultModel,
  }: {
    args: Arguments;
    env: Readonly<Record<string, string | undefined>>;
    defaultModel: string;
  },
): Promise<LineChoice> {
  const problems: ConfigProblem[] = [];
  const connections = await connectionsOf(config, env, problems);
  const model = modelOf(config, defaultModel, problems);
  if (args.write && config.FIELDWORK_CONNECTIONS === undefined) {
    problems.push({
      what: "--write",
      problem: "has no connections to write into",
      remedy: "Set FIELDWORK_CONNECTIONS, or leave --write out: the simulators are always written",
    });
  }
  if (problems.length > 0) throw configError(problems);
  return { connections, model, writes: connections === undefined || args.write };
}

async function connectionsOf(
  { FIELDWORK_CONNECTIONS: path }: EmbeddedConfig,
  env: Readonly<Record<string, string | undefined>>,
  problems: ConfigProblem[],
): Promise<Connection[] | undefined> {
  if (path === undefined) return undefined;
  try {
    return loadConnections(await readFile(path, "utf8"), (name) => env[name]);
  } catch (error) {
    if (error instanceof AppError) problems.push(...(error.details.problems as ConfigProblem[]));
    else {
      problems.push({
        what: "FIELDWORK_CONNECTIONS",
        problem: `${path} cannot be read`,
        remedy: "Set the path of a JSON file of connections",
      });
    }
    return undefined;
  }
}

function modelOf(
  config: EmbeddedConfig,
  defaultModel: string,
  problems: ConfigProblem[],
): ModelChoice {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: model } = config;
  if (apiKey === undefined) {
    if (baseUrl !== undefined) {
      problems.push({
        what: "OPENAI_API_KEY",
        problem: "is missing, though OPENAI_BASE_URL is set",
        remedy: "Set the server's key; any text where the server wants none",
      });
    }
    return { kind: "baseline" };
  }
  if (baseUrl !== undefined && model === undefined) {
    problems.push({
      what: "OPENAI_MODEL",
      problem: "is missing, though OPENAI_BASE_URL is set",
      remedy: "Name the model that the server has",
    });
  }
  if (
    (config.OPENAI_INPUT_USD_PER_MTOK === undefined) !==
    (config.OPENAI_OUTPUT_USD_PER_MTOK === undefined)
  ) {
    problems.push({
      what: "OPENAI_INPUT_USD_PER_MTOK and OPENAI_OUTPUT_USD_PER_MTOK",
      problem: "only one of them is set",
      remedy: "Set both (0 and 0 for a model that costs nothing), or neither",
    });
  }
  const api = config.OPENAI_API ?? (baseUrl === undefined ? "responses" : "chat");
  return { kind: "openai", apiKey, baseUrl, model: model ?? defaultModel, api };
}
