import { join } from "node:path";
import type { Logger } from "@fieldwork/runtime";
import type { Home, State } from "@fieldwork/store/embedded";
import type { Arguments } from "./arguments.ts";
import type { LoadedRun } from "./load-run.ts";

export interface RunOptions extends LoadedRun {
  args: Arguments;
  /** Where state is kept, unless the settings say otherwise. */
  checkoutDir: string;
  output: NodeJS.WriteStream;
  signal: AbortSignal;
}

/** What one start works on, and where it keeps its state. */
export interface Run extends RunOptions {
  home: Home;
  state: State;
  logger: Logger;
  say: (line: string) => void;
}

export const logFileName = "fieldwork.log";

export function logFileOf(state: State): string {
  return join(state.dir, logFileName);
}
