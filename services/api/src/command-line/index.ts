/** The command line, for whoever stands in for a terminal. */
export { runCommand } from "./program.ts";
export type { Terminal } from "./terminal.ts";
export { withClient, withStore } from "./transport.ts";
