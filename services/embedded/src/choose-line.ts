import { readFile } from "node:fs/promises";
import { type Connection, loadConnections } from "@fieldwork/crm";
import { createPrices } from "@fieldwork/models";
import { AppError, type ConfigProblem, configError } from "@fieldwork/runtime";
import type { Arguments } from "./arguments.ts";
import type { EmbeddedConfig } from "./config.ts";
import { declaredPrices } from "./declared-prices.ts";
import type { ModelChoice } from "./model-choice.ts";

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
  const choice: ModelChoice = {
    kind: "openai",
    apiKey,
    baseUrl,
    model: model ?? defaultModel,
    api: config.OPENAI_API,
  };
  problems.push(...priceProblems(config, choice));
  return choice;
}

/** A model without a price is refused at start: no call to it could ever be reserved. */
function priceProblems(
  config: EmbeddedConfig,
  choice: Extract<ModelChoice, { kind: "openai" }>,
): ConfigProblem[] {
  try {
    const prices = createPrices({ declared: declaredPrices(config, choice) });
    prices.priceOf({ provider: "openai", model: choice.model }, new Date());
    return [];
  } catch {
    const remedy =
      "Set OPENAI_INPUT_USD_PER_MTOK and OPENAI_OUTPUT_USD_PER_MTOK; 0 and 0 where it costs nothing";
    return [{ what: "OPENAI_MODEL", problem: `no price is known for ${choice.model}`, remedy }];
  }
}
