import { parseArgs } from "node:util";
import { type ConfigProblem, configError } from "@fieldwork/runtime";

export interface Arguments {
  /** End after the first drain. */
  once: boolean;
  /** Forget what was done before. */
  fresh: boolean;
  /** The summary as one JSON object on the last line. */
  json: boolean;
  /** Write into real connections. */
  write: boolean;
  help: boolean;
}

export const usage = `Usage: npm start -- [--once] [--fresh] [--json] [--write]

  --once   end after the first drain, with exit code 0
  --fresh  forget what was done before, and start anew
  --json   print the summary as one JSON object on the last line
  --write  write into the connections of FIELDWORK_CONNECTIONS; without it they are only read

Settings (environment):
  OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL   ask OpenAI, or a server that speaks its protocol
  OPENAI_INPUT_USD_PER_MTOK, OPENAI_OUTPUT_USD_PER_MTOK
                          US dollars for a million tokens of a model that is not in OpenAI's price list
  FIELDWORK_CONNECTIONS   a JSON file of CRM connections, in place of the simulators
  FIELDWORK_BUDGET_USD    what paid models may cost in all (5)
  FIELDWORK_HOME          a folder for what is kept, in place of the checkout
  DATABASE_URL            a PostgreSQL of your own, in place of the embedded one
  LOG_LEVEL               trace, debug, info (default), warn, error or silent

A server on this machine or in a private network needs no key, and its models cost nothing unless their
price is set or they have the name of one of OpenAI's. Any other model needs a price.
`;

/** @throws AppError `config_invalid` naming the argument that is not known. */
export function parseArguments(argv: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        once: { type: "boolean", default: false },
        fresh: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        write: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return values;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const problems: ConfigProblem[] = [{ what: "arguments", problem, remedy: `\n\n${usage}` }];
    throw configError(problems);
  }
}
