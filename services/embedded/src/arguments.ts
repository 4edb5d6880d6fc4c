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
  /** So many records in the demo; undefined: all. */
  records: number | undefined;
  /** Start without seeing first whether the models take what they are asked. */
  noPreflight: boolean;
  help: boolean;
}

export const usage = `Usage: npm start -- [--once] [--fresh] [--json] [--write] [--records N] [--no-preflight]

  --once   end after the first drain: with exit code 0 when all that was wanted is done, else 1
  --fresh  forget what was done before, and start anew
  --json   print the summary as one JSON object on the last line
  --write  write into the connections of FIELDWORK_CONNECTIONS; without it they are only read
  --records N      a demo of N records instead of 1,800
  --no-preflight   start without the small call that sees whether a model takes what it is asked

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

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new Error(`--records ${text} is no whole number of at least 1`);
}

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
        records: { type: "string" },
        "no-preflight": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const { records, "no-preflight": noPreflight, ...rest } = values;
    return { ...rest, noPreflight, records: records === undefined ? undefined : countOf(records) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const problems: ConfigProblem[] = [{ what: "arguments", problem, remedy: `\n\n${usage}` }];
    throw configError(problems);
  }
}
