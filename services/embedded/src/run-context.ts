import { join } from "node:path";
import type { Enrichment } from "@fieldwork/enrichments";
import type { Logger } from "@fieldwork/runtime";
import type { Home, State } from "@fieldwork/store/embedded";
import type { Arguments } from "./arguments.ts";
import type { LineChoice } from "./choose-line.ts";
import type { EmbeddedConfig } from "./config.ts";

export interface RunOptions {
  args: Arguments;
  config: EmbeddedConfig;
  env: Readonly<Record<string, string | undefined>>;
  checkoutDir: string;
  output: NodeJS.WriteStream;
  signal: AbortSignal;
}

/** What one start is about: settled before anything runs. */
export interface Run extends RunOptions {
  choice: LineChoice;
  enrichments: readonly Enrichment[];
  home: Home;
  state: State;
  logger: Logger;
  say: (line: string) => void;
}

export const logFileName = "fieldwork.log";

export function logFileOf(state: State): string {
  return join(state.dir, logFileName);
}
