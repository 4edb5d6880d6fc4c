import { runCommand, type Terminal, withClient, withStore } from "@fieldwork/api/command-line";

export interface CommandEnd {
  exitCode: number;
  /** What it printed, errors too. */
  text: string;
}

/** `npx fieldwork` in this process, for nobody in particular: nothing is asked. */
export async function runFieldwork(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<CommandEnd> {
  let text = "";
  const add = (more: string) => {
    text += more;
  };
  const terminal: Terminal = {
    ...{
      out: add,
      err: add,
      live: () => undefined,
      isInteractive: false,
      hasColours: false,
      ask: async () => "",
      columns: undefined,
    },
  };
  const exitCode = await runCommand(args, {
    ...{ environment, terminal },
    withClient: (use) => withClient(environment, use),
    withStore: (use) => withStore(environment, use),
  });
  return { exitCode, text };
}
