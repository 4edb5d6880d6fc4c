import { type ParseArgsConfig, parseArgs } from "node:util";
import {
  type AppError,
  configError,
  settingsHeading,
  settingsOf,
  settingsText,
} from "@fieldwork/runtime";
import { embeddedProcess } from "./config.ts";

export interface Arguments {
  /** Exit when everything has been worked through. */
  once: boolean;
  /** Forget earlier runs. */
  fresh: boolean;
  /** The summary as one JSON object on the last line. */
  json: boolean;
  /** Write into real connections. */
  write: boolean;
  /** Order backfills of what was there before the connections were first read. */
  backfill: boolean;
  /** Start without checking whether the models accept what they are sent. */
  noPreflight: boolean;
  help: boolean;
}

const flag = { type: "boolean", default: false } as const;

/** The arguments of every run. */
export const runFlags = {
  once: flag,
  fresh: flag,
  json: flag,
  write: flag,
  backfill: flag,
  "no-preflight": flag,
  help: { ...flag, short: "h" },
} as const;

const flagTexts = {
  once: "end when everything has been read and worked through: exit code 0 if all wanted work is done, otherwise 1",
  fresh: "forget earlier runs, and start from scratch; the database of DATABASE_URL is emptied",
  json: "print the summary as one JSON object on the last line",
  write: "write into the configured connections; without it they are only read",
  backfill:
    "order backfills of the records that were there before the connections were first read, 25 of each first; the demo does so by itself",
  "no-preflight":
    "start without the small call that checks whether a model accepts what it is sent",
};

/** The settings that most people need, listed first. */
const shownFirst: readonly string[] = [
  "OPENAI_API_KEY",
  "OPENAI_BASE_URL",
  "OPENAI_MODEL",
  "OPENAI_INPUT_USD_PER_MTOK",
  "OPENAI_OUTPUT_USD_PER_MTOK",
  "ANTHROPIC_API_KEY",
  "ANTHROPIC_MODEL",
  "GEMINI_API_KEY",
  "GEMINI_MODEL",
  "MISTRAL_API_KEY",
  "MISTRAL_MODEL",
  "FIELDWORK_CONFIG",
  "FIELDWORK_CONNECTIONS",
  "FIELDWORK_SECRETS_DIR",
  "FIELDWORK_BUDGET_USD",
  "FIELDWORK_HOME",
  "DATABASE_URL",
  "DATABASE_ADMIN_URL",
  "LOG_LEVEL",
] satisfies (keyof typeof embeddedProcess.shape)[];

export interface UsageParts {
  command: string;
  /** Listed before `--no-preflight`. */
  furtherFlags?: Readonly<Record<string, string>>;
}

/** The text of `--help`. */
export function usageOf({ command, furtherFlags = {} }: UsageParts): string {
  const { "no-preflight": last, ...first } = flagTexts;
  const texts = Object.entries({ ...first, ...furtherFlags, "no-preflight": last });
  const width = Math.max(...texts.map(([name]) => name.length)) + 2;
  const settings = settingsOf(embeddedProcess).toSorted(
    (a, b) => placeOf(a.name) - placeOf(b.name),
  );
  return `Usage: ${command} ${texts.map(([name]) => `[--${name}]`).join(" ")}

${texts.map(([name, text]) => `  ${`--${name}`.padEnd(width)}  ${text}`).join("\n")}

${settingsHeading}
${settingsText(settings)}

A server on this machine or in a private network needs no key, and its models cost nothing unless their
price is set or they have the name of one of OpenAI's. Any other model needs a price.
`;
}

function placeOf(name: string): number {
  const place = shownFirst.indexOf(name);
  return place === -1 ? shownFirst.length : place;
}

export const usage = usageOf({ command: "node services/embedded/src/main.ts" });

type Flags = NonNullable<ParseArgsConfig["options"]>;

/** @throws AppError `config_invalid` naming the unknown argument. */
export function parseFlags<F extends Flags>(argv: readonly string[], flags: F, usage: string) {
  try {
    return parseArgs({ args: [...argv], options: flags }).values;
  } catch (error) {
    throw argumentError(error instanceof Error ? error.message : String(error), usage);
  }
}

export function argumentError(problem: string, usage: string): AppError {
  return configError([{ what: "arguments", problem, remedy: `\n\n${usage}` }]);
}

export function parseArguments(argv: readonly string[]): Arguments {
  const { "no-preflight": noPreflight, ...rest } = parseFlags(argv, runFlags, usage);
  return { ...rest, noPreflight };
}
